// The waveform with its words and phones; the ones that are heard are lit.

const MIN_WIDTH = 150; // pixels per second
const MAX_CANVAS = 16000;

export class Timeline {
  constructor(onSeek, onEdit) {
    this.box = document.getElementById("timeline");
    this.track = document.getElementById("track");
    this.canvas = document.getElementById("wave");
    this.cursor = document.getElementById("cursor");
    this.words = document.getElementById("words");
    this.phones = document.getElementById("phones");
    this.onSeek = onSeek;
    this.onEdit = onEdit;
    this.clear();
    new ResizeObserver(() => this.layOut()).observe(this.box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  clear() {
    this.items = [];
    this.samples = new Float32Array(0);
    this.rate = 24000;
    this.words.replaceChildren();
    this.phones.replaceChildren();
    this.selected = null;
    this.box.scrollLeft = 0;
    this.layOut();
    this.show(0);
  }

  set(samples, rate) {
    this.samples = samples;
    this.rate = rate;
    this.layOut();
  }

  addWords(words) {
    for (const word of words) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word.word;
      button.title = `${word.word}: ${word.phones.map((p) => p.phone).join("")}`;
      const index = this.items.filter((item) => item.word).length;
      button.addEventListener("click", () => {
        if (this.selected === button) this.onEdit(index, word);
        else this.select(button, word);
      });
      button.addEventListener("blur", () => { this.selected = null; });
      button.addEventListener("dblclick", () => this.onEdit(index, word));
      this.words.append(button);
      this.items.push({ element: button, start: word.start, end: word.end, word });
      for (const phone of word.phones) {
        const span = document.createElement("span");
        span.textContent = phone.phone;
        this.phones.append(span);
        this.items.push({ element: span, start: phone.start, end: phone.end });
      }
    }
    this.layOut();
  }

  select(button, word) {
    this.onSeek(word.start);
    // A double click must not count as two selections.
    setTimeout(() => { if (document.activeElement === button) this.selected = button; }, 400);
  }

  get seconds() {
    const last = this.items.reduce((end, item) => Math.max(end, item.end), 0);
    return Math.max(this.samples.length / this.rate, last, 0.01);
  }

  layOut() {
    const shown = this.box.clientWidth;
    if (!shown) return;
    this.scale = Math.max(shown / this.seconds, MIN_WIDTH);
    const width = Math.max(shown, Math.ceil(this.seconds * this.scale));
    this.track.style.width = `${width}px`;
    for (const { element, start, end } of this.items) {
      element.style.left = `${start * this.scale}px`;
      element.style.width = `${Math.max(4, (end - start) * this.scale - 1)}px`;
    }
    this.draw();
  }

  draw() {
    const width = Math.min(MAX_CANVAS, parseInt(this.track.style.width, 10) || 0);
    const height = this.canvas.clientHeight || 104;
    const ratio = Math.min(window.devicePixelRatio || 1, MAX_CANVAS / Math.max(width, 1));
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.width = `${width}px`;
    const pen = this.canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(this.box).getPropertyValue("--accent");
    const step = this.rate / this.scale;
    let peak = 0.05;
    for (let i = 0; i < this.samples.length; i += 7) peak = Math.max(peak, Math.abs(this.samples[i]));
    for (let x = 0; x < width; x++) {
      const from = Math.floor(x * step), to = Math.min(this.samples.length, Math.ceil((x + 1) * step));
      if (from >= this.samples.length) break;
      let low = 0, high = 0;
      for (let i = from; i < to; i++) {
        if (this.samples[i] < low) low = this.samples[i];
        if (this.samples[i] > high) high = this.samples[i];
      }
      const top = (1 - (0.92 * high) / peak) * height / 2;
      const bottom = (1 - (0.92 * low) / peak) * height / 2;
      pen.fillRect(x, top, 1, Math.max(1, bottom - top));
    }
  }

  show(time) {
    const x = (time || 0) * (this.scale || 0);
    this.cursor.style.transform = `translateX(${x}px)`;
    for (const { element, start, end } of this.items) {
      element.classList.toggle("lit", time !== null && time >= start && time < end);
    }
    if (time !== null && this.track.clientWidth > this.box.clientWidth) {
      const left = this.box.scrollLeft, right = left + this.box.clientWidth;
      if (x < left || x > right - 40) this.box.scrollLeft = x - 60;
    }
  }
}
