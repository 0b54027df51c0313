// From places in the page to code points of the text, and back. Every drawn piece carries where it begins.

function followingNode(node) {
  while (node && node !== view.text && !node.nextSibling) node = node.parentNode;
  return node && node !== view.text ? node.nextSibling : null;
}
function passageFrom(node) {                  // the first passage in or after a node
  for (; node; node = followingNode(node)) {
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const passage = node.matches('.tri-passage') ? node : node.querySelector('.tri-passage');
    if (passage) return state.passages[+passage.dataset.number];
  }
  return null;
}

// A place in the page as a code point. What lies between passages is only white space, so the next passage will do.
function placeInText(node, offset) {
  const near = node.nodeType === Node.TEXT_NODE ? node.parentElement : node, piece = near.closest('.tri-piece');
  if (piece) {
    const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, offset) : offset ? piece.textContent : '';
    return +piece.dataset.start + countPoints(before);
  }
  const inside = near.closest('.tri-passage');
  if (!inside) return passageFrom(node.childNodes?.[offset] ?? followingNode(node))?.start ?? state.text.length;
  const next = node.childNodes?.[offset], { start, end } = state.passages[+inside.dataset.number];
  if (next?.matches?.('.tri-piece')) return +next.dataset.start;
  return offset === 0 && !near.closest('.tri-margin') ? start : end;
}

function selectedInPage() {                   // what the mouse, a finger or the browser's own keys have selected
  const selection = getSelection();
  if (!state.text || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!view.text.contains(range.startContainer) || !view.text.contains(range.endContainer)) return null;
  const [start, end] = wholeCharacters(
    state.text, placeInText(range.startContainer, range.startOffset), placeInText(range.endContainer, range.endOffset),
  );
  return start < end ? { start, end, drawn: false } : null;
}

function boxOf(start, end) {                  // where a range of the text is on the screen
  const pieces = [...view.text.querySelectorAll('.tri-piece.marked')];
  if (pieces.length) return pieces[pieces.length - 1].getBoundingClientRect();
  const selection = getSelection();
  if (selection.rangeCount && !selection.isCollapsed) return selection.getRangeAt(0).getBoundingClientRect();
  return state.nodes[state.codings.passageAt(end - 1)]?.getBoundingClientRect() ?? view.text.getBoundingClientRect();
}
