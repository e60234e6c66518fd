// The page that records: a sentence, the microphone, what was wrong with the clip.

import { apiKey, encodeWav, request, SpeechError } from "./api.js";

const $ = (id) => document.getElementById(id);
let sentences = [];
const recorded = new Set();
let at = 0;
let microphone = null; // { context, rate }
let parts = null; // of the clip that is being recorded
let last = null; // the clip that was sent last

start();

async function start() {
  $("key").value = apiKey.get();
  $("key").addEventListener("change", () => { apiKey.set($("key").value.trim()); load(); });
  $("record").addEventListener("click", toggle);
  $("play").addEventListener("click", play);
  $("next").addEventListener("click", () => move(1));
  $("back").addEventListener("click", () => move(-1));
  $("anyway").addEventListener("click", () => send(true));
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.repeat) return;
    const action = { " ": toggle, p: play, ArrowRight: () => move(1), ArrowLeft: () => move(-1) }[event.key];
    if (action) { event.preventDefault(); action(); }
  });
  await load();
}

async function load() {
  try {
    const session = await (await request("/v1/recording")).json();
    sentences = session.sentences;
    session.recorded.forEach((number) => recorded.add(number));
    $("name").textContent = session.name;
    at = sentences.findIndex((_, number) => !recorded.has(number));
    if (at < 0) at = 0;
    show();
  } catch (error) {
    fail(error);
  }
}

function show() {
  $("sentence").textContent = sentences[at];
  $("progress-text").textContent = `Sentence ${at + 1} of ${sentences.length}; ${recorded.size} recorded`;
  $("done").max = sentences.length;
  $("done").value = recorded.size;
  $("play").disabled = !recorded.has(at) && last?.number !== at;
  $("back").disabled = at === 0;
  $("next").disabled = at === sentences.length - 1;
  $("record").textContent = parts ? "Stop" : recorded.has(at) ? "Again" : "Record";
  $("record").classList.toggle("recording", Boolean(parts));
  $("anyway").hidden = !(last?.number === at && last.refused);
}

function verdict(text, good) {
  $("verdict").textContent = text;
  $("verdict").className = `verdict ${good ? "good" : "poor"}`;
}

function move(step) {
  if (parts || at + step < 0 || at + step >= sentences.length) return;
  at += step;
  verdict("", true);
  $("error").hidden = true;
  show();
}

async function openMicrophone() {
  if (microphone) return;
  if (!navigator.mediaDevices) {
    throw new SpeechError("The browser gives the microphone only to pages of this machine, or over https.", 0);
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
  } catch (error) {
    throw new SpeechError(`The microphone cannot be used: ${error.message}.`, 0);
  }
  const context = new AudioContext();
  await context.audioWorklet.addModule("/page/recorder-worklet.js");
  const node = new AudioWorkletNode(context, "recorder");
  context.createMediaStreamSource(stream).connect(node);
  node.connect(context.destination); // it writes nothing there, and runs only so
  let peak = 0, count = 0;
  node.port.onmessage = ({ data }) => {
    parts?.push(data);
    for (const sample of data) peak = Math.max(peak, Math.abs(sample));
    count += data.length;
    if (count > context.sampleRate / 20) {
      $("level").value = 20 * Math.log10(Math.max(peak, 1e-3));
      peak = count = 0;
    }
  };
  microphone = { context, rate: context.sampleRate };
}

async function toggle() {
  $("error").hidden = true;
  try {
    if (parts) {
      const number = at, samples = join(parts);
      parts = null;
      last = { number, wav: encodeWav(samples, microphone.rate), refused: false };
      show();
      await send(false);
      return;
    }
    await openMicrophone();
    await microphone.context.resume();
    $("audio").pause();
    parts = [];
    verdict("Recording…", true);
    show();
  } catch (error) {
    parts = null;
    fail(error);
  }
}

async function send(anyway) {
  if (!last) return;
  verdict("Checking…", true);
  try {
    const path = `/v1/recording/${last.number}${anyway ? "?anyway=true" : ""}`;
    const answer = await (await request(path, { body: last.wav, raw: true, type: "audio/wav" })).json();
    last.refused = !answer.used;
    if (answer.used) recorded.add(last.number);
    const faults = answer.faults.map((fault) => fault.message);
    const measured = `${answer.seconds} s, speech at ${answer.speech_db} dB`;
    if (!answer.used) verdict(`Not used: ${faults.join("; ")}. Read it again.`, false);
    else if (faults.length) verdict(`Kept (${measured}), but: ${faults.join("; ")}.`, false);
    else verdict(`Good: ${measured}.`, true);
    show();
  } catch (error) {
    last.refused = true; // it can be sent again
    fail(error);
  }
}

function play() {
  const audio = $("audio");
  if (last?.number === at) audio.src = URL.createObjectURL(last.wav);
  else if (recorded.has(at)) audio.src = `/v1/recording/${at}`;
  else return;
  audio.play().catch(() => {});
}

function join(chunks) {
  const all = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let place = 0;
  for (const chunk of chunks) { all.set(chunk, place); place += chunk.length; }
  return all;
}

function fail(error) {
  const known = error instanceof SpeechError;
  $("error").textContent = known ? error.message : `Something went wrong in the page: ${error.message}`;
  $("error").hidden = false;
  verdict("", true);
  if (error.status === 401) { $("key-field").hidden = false; $("key").focus(); }
  show();
}
