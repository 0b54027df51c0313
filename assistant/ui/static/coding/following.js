// What others do, and what one does elsewhere, arrives while the page is open: only what has changed since it last heard.

const EVERY_MS = 1500;
let heard = 0;

async function follow() {
  if (!element.isConnected) { clearInterval(follow.timer); return; }
  if (document.hidden || !state.source || state.sending || follow.asking) return;
  follow.asking = true;
  try {
    const answer = JSON.parse(await server.changes({ source: state.source.id, after: state.seq }));
    if (!answer.error) take(answer);
    if (follow.lost) { follow.lost = false; tell(word('back')); }
  } catch {
    if (!follow.lost) { follow.lost = true; tell(word('lost'), true); }
  }
  follow.asking = false;
  if (performance.now() - heard > 20000) { heard = performance.now(); reportShown(); }
}
function keepFollowing() {
  follow.timer = setInterval(follow, EVERY_MS);
  document.addEventListener('visibilitychange', () => { if (document.hidden) reportShown(); else follow(); });
}
