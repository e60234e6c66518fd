// Plays samples while they arrive, and knows what is heard now.

export class Player {
  constructor(onEnd) {
    this.onEnd = onEnd;
    this.context = null;
    this.sources = new Set();
    this.begin(24000);
  }

  // Call from a click or key: browsers let nothing else begin sound.
  begin(rate) {
    this.stop();
    this.rate = rate;
    this.parts = [];
    this.length = 0;
    this.startedAt = null;
    this.next = 0;
    this.complete = false;
    if (!this.context && window.AudioContext) this.context = new AudioContext();
    this.context?.resume();
  }

  add(samples) {
    this.parts.push(samples);
    this.length += samples.length;
    if (!this.context || !samples.length) return;
    const now = this.context.currentTime;
    if (this.startedAt === null || this.next < now) {
      // The first sound, or one that came late: what follows moves with it.
      const start = now + 0.05;
      this.startedAt = start - (this.length - samples.length) / this.rate;
      this.next = start;
    }
    const buffer = this.context.createBuffer(1, samples.length, this.rate);
    buffer.copyToChannel(samples, 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.context.destination);
    source.onended = () => {
      this.sources.delete(source);
      if (this.complete && !this.sources.size) this.finish();
    };
    this.sources.add(source);
    source.start(this.next);
    this.next += samples.length / this.rate;
  }

  end() {
    this.complete = true;
    if (!this.sources.size) this.finish();
  }

  finish() {
    if (this.startedAt === null && !this.complete) return;
    this.startedAt = null;
    this.onEnd();
  }

  stop() {
    for (const source of this.sources) {
      source.onended = null;
      try { source.stop(); } catch { /* it had not begun */ }
    }
    this.sources.clear();
    this.startedAt = null;
  }

  get playing() {
    return this.sources.size > 0;
  }

  get time() {
    if (this.startedAt === null) return null;
    return Math.max(0, this.context.currentTime - this.startedAt);
  }

  samples() {
    const all = new Float32Array(this.length);
    let at = 0;
    for (const part of this.parts) { all.set(part, at); at += part.length; }
    return all;
  }
}
