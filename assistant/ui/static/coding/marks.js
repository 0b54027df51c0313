// Where marks stand: which of them touch which passage, and how one passage is cut into pieces that share their marks.

// Anything with `ranges`, an array of [start, end], found again by its passage.
class Shelf {
  constructor(passages) {
    this.passages = passages;                 // ordered, not overlapping: {start, end}
    this.items = new Map();
    this.touching = new Map();                // number of a passage -> set of ids
  }
  passageAt(point) {                          // number of the passage that holds a code point, or of the last one before it
    let low = 0, high = this.passages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.passages[middle].start <= point) low = middle; else high = middle - 1;
    }
    return low;
  }
  touched(item) {                             // numbers of the passages that an item touches
    const numbers = new Set();
    for (const [start, end] of item.ranges) {
      for (let n = this.passageAt(start); n < this.passages.length && this.passages[n].start < end; n += 1) {
        if (this.passages[n].end > start) numbers.add(n);
      }
    }
    return numbers;
  }
  put(item) {                                 // returns the numbers of the passages to draw again
    const again = this.drop(item.id);
    this.items.set(item.id, item);
    for (const number of this.touched(item)) {
      if (!this.touching.has(number)) this.touching.set(number, new Set());
      this.touching.get(number).add(item.id);
      again.add(number);
    }
    return again;
  }
  drop(id) {
    const item = this.items.get(id);
    if (!item) return new Set();
    const again = this.touched(item);
    for (const number of again) this.touching.get(number)?.delete(id);
    this.items.delete(id);
    return again;
  }
  get(id) { return this.items.get(id); }
  at(number) {                                // items of one passage, in the order of the text
    return [...(this.touching.get(number) ?? [])].map((id) => this.items.get(id)).sort(inOrder);
  }
  some(number, test) {
    for (const id of this.touching.get(number) ?? []) if (test(this.items.get(id))) return true;
    return false;
  }
  all() { return [...this.items.values()].sort(inOrder); }
}
const inOrder = (one, other) => {
  const [a, b] = one.ranges[0] ?? [0, 0], [c, d] = other.ranges[0] ?? [0, 0];
  return a - c || d - b || (one.id < other.id ? -1 : 1);
};

// Cut start..end at the borders of all marks {start, end, …}; each piece knows the marks that cover it.
function cutPieces(start, end, marks) {
  const borders = new Set([start, end]);
  for (const mark of marks) {
    if (mark.start > start && mark.start < end) borders.add(mark.start);
    if (mark.end > start && mark.end < end) borders.add(mark.end);
  }
  const ends = [...borders].sort((a, b) => a - b), pieces = [];
  for (let i = 0; i + 1 < ends.length; i += 1) {
    const covering = marks.filter((mark) => mark.start <= ends[i] && mark.end >= ends[i + 1]);
    pieces.push({ start: ends[i], end: ends[i + 1], marks: covering });
  }
  return pieces;
}

// Give every mark a lane so that marks which overlap never share one; marks must be in order.
function giveLanes(marks) {
  const free = [];                            // lane -> where it is free again
  for (const mark of marks) {
    let lane = free.findIndex((end) => end <= mark.start);
    if (lane < 0) lane = free.length;
    free[lane] = mark.end;
    mark.lane = lane;
  }
  return free.length;
}
