// The page: what is asked for, what is heard, what is kept.

import { apiKey, decodePcm, encodeWav, events, request, save, SpeechError } from "./api.js";
import { Player } from "./player.js";
import { Timeline } from "./timeline.js";
import * as takes from "./takes.js";

const $ = (id) => document.getElementById(id);
const RATE = 24000;
const DEFAULT_TEXT = "Hello. This is a voice that you can change: its speed, its noise, and how it says a word.";
const OWN_NOISE = 0.667; // where the slider stands for the voice's own noise
let abort = null; // of the request under way
let take = null; // what is shown
const player = new Player(() => settle());
const timeline = new Timeline(seek, editWord);

start();

async function start() {
  const kept = JSON.parse(localStorage.getItem("tts-form") || "{}");
  $("text").value = kept.text ?? DEFAULT_TEXT;
  $("speed").value = kept.speed ?? 1;
  $("seed").value = kept.seed ?? 0;
  $("ssml").checked = kept.ssml ?? false;
  $("key").value = apiKey.get();
  $("noise").value = kept.noise ?? OWN_NOISE;
  await listVoices(kept.voice, kept.speaker);
  listen();
  update();
  await listTakes();
}

async function listVoices(voice, speaker) {
  try {
    const { voices } = await (await request("/v1/audio/voices")).json();
    const byName = new Map();
    for (const { id } of voices) {
      const [name, who] = id.split("/");
      byName.set(name, [...(byName.get(name) || []), ...(who ? [who] : [])]);
    }
    $("voice").replaceChildren(...[...byName].map(([name]) => new Option(name, name)));
    if (byName.has(voice)) $("voice").value = voice;
    const showSpeakers = () => {
      const names = byName.get($("voice").value) || [];
      $("speaker").replaceChildren(...names.map((name) => new Option(name, name)));
      $("speaker-field").hidden = !names.length;
      if (names.includes(speaker)) $("speaker").value = speaker;
    };
    $("voice").onchange = showSpeakers;
    showSpeakers();
    $("key-field").hidden = !apiKey.get();
  } catch (error) {
    fail(error);
  }
}

function listen() {
  $("form").addEventListener("submit", (event) => { event.preventDefault(); speak(); });
  $("form").addEventListener("input", update);
  $("form").addEventListener("change", update);
  $("stop").addEventListener("click", stop);
  $("dice").addEventListener("click", () => {
    $("seed").value = Math.floor(Math.random() * 100000);
    update();
  });
  $("key").addEventListener("change", () => { apiKey.set($("key").value.trim()); listVoices(); });
  $("show-phonemes").addEventListener("click", showPhonemes);
  $("text").addEventListener("input", () => { $("phonemes").hidden = true; });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); speak(); }
    if (event.key === "Escape" && !$("pronounce").open) stop();
  });
  for (const button of document.querySelectorAll("[data-download]")) {
    button.addEventListener("click", () => download(button.dataset.download));
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => copy(button));
  }
  $("forget").addEventListener("click", async () => { await takes.clear(); await listTakes(); });
  $("audio").addEventListener("play", () => { player.stop(); animate(); });
}

// What the form asks for, as the body of a request; defaults are left out.
function asked() {
  const speaker = $("speaker-field").hidden ? "" : `/${$("speaker").value}`;
  const body = { input: spokenText(), voice: $("voice").value + speaker };
  if (Number($("speed").value) !== 1) body.speed = Number($("speed").value);
  if (Number($("noise").value) !== OWN_NOISE) body.noise_scale = Number($("noise").value);
  if (Number($("seed").value)) body.seed = Number($("seed").value);
  if ($("ssml").checked) body.ssml = true;
  return body;
}

// The text, with the phonemes of the lines that were changed in place of these.
function spokenText() {
  const inputs = [...$("segments").querySelectorAll("textarea")];
  if ($("phonemes").hidden || !inputs.some((input) => input.value !== input.defaultValue)) {
    return $("text").value;
  }
  return inputs.map((input) => (
    input.value === input.defaultValue ? input.dataset.text : `[[${input.value.trim()}]]`
  )).join("\n\n");
}

function update() {
  $("speed-shown").value = Number($("speed").value).toFixed(2);
  const noise = Number($("noise").value);
  $("noise-shown").value = noise === OWN_NOISE ? "the voice's own" : noise.toFixed(2);
  $("count").textContent = `${$("text").value.length} characters`;
  for (const input of $("segments").querySelectorAll("textarea")) {
    input.classList.toggle("changed", input.value !== input.defaultValue);
  }
  const form = { text: $("text").value, speed: $("speed").value, noise: $("noise").value,
    seed: $("seed").value, ssml: $("ssml").checked, voice: $("voice").value,
    speaker: $("speaker").value };
  localStorage.setItem("tts-form", JSON.stringify(form));
  showCode();
}

async function speak() {
  stop();
  hideError();
  const body = asked();
  const control = abort = new AbortController();
  player.begin(RATE);
  $("audio").pause();
  busy(true, "Asking…");
  const began = performance.now();
  try {
    const response = await request("/v1/audio/speech", {
      body: { ...body, response_format: "pcm", sample_rate: RATE, stream_format: "sse", timestamps: true },
      signal: control.signal,
    });
    // What was shown before stays until there is something new.
    timeline.clear();
    take = { body, words: [], rate: RATE, when: Date.now() };
    $("result").hidden = false;
    animate();
    let first = null;
    for await (const event of events(response)) {
      if (event.type === "speech.audio.timings") {
        take.words.push(...event.words);
        timeline.addWords(event.words);
      } else if (event.type === "speech.audio.delta") {
        first ??= performance.now() - began;
        player.add(decodePcm(event.audio));
        timeline.set(player.samples(), RATE);
        $("status").textContent = `${(player.length / RATE).toFixed(1)} s, first sound after ${first.toFixed(0)} ms`;
      }
    }
    await finish();
    player.end();
  } catch (error) {
    if (error.name !== "AbortError") fail(error);
    player.stop();
    busy(false);
  }
}

// All of the speech is here: it can be replayed, downloaded and kept.
async function finish() {
  abort = null;
  take.wav = encodeWav(player.samples(), RATE);
  $("audio").src = URL.createObjectURL(take.wav);
  take.seconds = player.length / RATE;
  await takes.add(take);
  await listTakes();
}

function settle() {
  busy(false);
  timeline.show(null);
}

function stop() {
  abort?.abort();
  abort = null;
  player.stop();
  $("audio").pause();
  busy(false);
}

function busy(on, message) {
  $("speak").disabled = false;
  $("stop").disabled = !on;
  if (message !== undefined) $("status").textContent = message;
}

let animating = false;
function animate() {
  if (animating) return;
  animating = true;
  const step = () => {
    const audio = $("audio");
    const time = player.playing ? player.time : audio.paused ? null : audio.currentTime;
    if (time !== null) timeline.show(time);
    animating = player.playing || !audio.paused || abort !== null;
    if (animating) requestAnimationFrame(step);
    else timeline.show(null);
  };
  requestAnimationFrame(step);
}

function seek(time) {
  const audio = $("audio");
  if (!take?.wav) return;
  player.stop();
  audio.currentTime = time;
  audio.play().catch(() => {});
}

// Replace a word of the text by phonemes, and speak again.
async function editWord(index, word) {
  const place = findWord(index);
  if (!place || take.body.ssml) return;
  stop();
  $("pronounce-word").textContent = word.word;
  $("pronounce-phones").value = word.phones.map((phone) => phone.phone).join("");
  $("pronounce").returnValue = "cancel";
  $("pronounce").showModal();
  $("pronounce-phones").select();
  $("pronounce").onclose = () => {
    const phones = $("pronounce-phones").value.trim();
    if ($("pronounce").returnValue !== "use" || !phones) return;
    const text = take.body.input;
    $("phonemes").hidden = true;
    $("text").value = `${text.slice(0, place.from)}[[${phones}]]${text.slice(place.to)}`;
    update();
    speak();
  };
}

function findWord(index) {
  const text = take.body.input;
  let at = 0;
  for (let i = 0; i <= index; i++) {
    const { word } = take.words[i];
    const bracketed = text.indexOf(`[[${word}]]`, at);
    let from = text.indexOf(word, at);
    if (from < 0) return null;
    let to = from + word.length;
    if (bracketed >= 0 && bracketed <= from) { from = bracketed; to = bracketed + word.length + 4; }
    if (text.slice(from - 2, from) === "[[" && text.slice(to, to + 2) === "]]") { from -= 2; to += 2; }
    if (i === index) return { from, to };
    at = to;
  }
  return null;
}

async function showPhonemes() {
  hideError();
  try {
    const { input, voice, ssml } = { ...asked(), input: $("text").value };
    const body = ssml ? { input, voice, ssml } : { input, voice };
    const { segments } = await (await request("/v1/phonemes", { body })).json();
    $("segments").replaceChildren(...segments.map(({ text, phonemes }, index) => {
      const item = document.createElement("li"), label = document.createElement("label");
      const field = document.createElement("textarea");
      field.rows = Math.ceil(phonemes.length / 70);
      field.id = `segment-${index}`;
      field.spellcheck = false;
      field.value = field.defaultValue = phonemes;
      field.dataset.text = text;
      label.htmlFor = field.id;
      label.textContent = text;
      item.append(label, field);
      return item;
    }));
    $("phonemes").hidden = false;
    $("segments").querySelector("textarea")?.focus();
  } catch (error) {
    fail(error);
  }
}

async function download(kind) {
  if (!take?.wav) return;
  const name = take.body.input.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40) || "speech";
  try {
    if (kind === "wav") return save(take.wav, `${name}.wav`);
    if (kind === "mp3") {
      const response = await request("/v1/audio/speech", { body: { ...take.body, response_format: "mp3" } });
      return save(await response.blob(), `${name}.mp3`);
    }
    const accept = kind === "srt" ? "application/x-subrip" : "text/x-textgrid";
    const response = await request("/v1/audio/speech/timestamps", { body: take.body, accept });
    return save(await response.blob(), `${name}.${kind}`);
  } catch (error) {
    return fail(error);
  }
}

async function listTakes() {
  const kept = await takes.all();
  $("takes").hidden = !kept.length;
  $("take-list").replaceChildren(...kept.map((one) => {
    const item = document.createElement("li");
    const text = document.createElement("span"), about = document.createElement("span");
    text.className = "take-text";
    text.textContent = text.title = one.body.input;
    about.className = "take-about";
    about.textContent = `${one.body.voice}, ${one.seconds.toFixed(1)} s`;
    const play = action("Play", one.body.input, () => show(one, true));
    const remove = action("Remove", one.body.input, async () => {
      await takes.remove(one.id);
      await listTakes();
    });
    item.append(text, about, play, remove);
    return item;
  }));
}

function action(name, what, work) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.setAttribute("aria-label", `${name}: ${what.slice(0, 60)}`);
  button.addEventListener("click", work);
  return button;
}

async function show(one, play) {
  stop();
  hideError();
  take = one;
  $("text").value = one.body.input;
  $("phonemes").hidden = true;
  $("ssml").checked = Boolean(one.body.ssml);
  $("speed").value = one.body.speed ?? 1;
  $("noise").value = one.body.noise_scale ?? OWN_NOISE;
  $("seed").value = one.body.seed ?? 0;
  update();
  $("result").hidden = false;
  timeline.clear();
  timeline.addWords(one.words);
  const bytes = await one.wav.arrayBuffer();
  timeline.set(Float32Array.from(new Int16Array(bytes.slice(44)), (value) => value / 32768), one.rate);
  $("audio").src = URL.createObjectURL(one.wav);
  if (play) $("audio").play().catch(() => {});
}

function showCode() {
  const body = asked(), address = `${location.origin}/v1`;
  const key = apiKey.get() ? ' \\\n    -H "Authorization: Bearer $TTS_API_KEY"' : "";
  const quoted = JSON.stringify(body).replaceAll("'", "'\\''");
  $("curl").textContent = `curl ${address}/audio/speech${key} \\\n`
    + `    -H "Content-Type: application/json" \\\n    -d '${quoted}' -o speech.mp3`;
  const { input, voice, speed, ...extra } = body;
  const lines = [`    model="tts-1",`, `    voice=${JSON.stringify(voice)},`, `    input=${JSON.stringify(input)},`];
  if (speed) lines.push(`    speed=${speed},`);
  if (Object.keys(extra).length) {
    lines.push(`    extra_body=${JSON.stringify(extra).replaceAll("true", "True")},`);
  }
  $("python").textContent = `from openai import OpenAI\n\n`
    + `client = OpenAI(base_url="${address}", api_key="${apiKey.get() ? "…" : "none"}")\n`
    + `speech = client.audio.speech.create(\n${lines.join("\n")}\n)\nspeech.write_to_file("speech.mp3")`;
}

async function copy(button) {
  const text = $(button.dataset.copy).textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren($(button.dataset.copy));
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

function fail(error) {
  const known = error instanceof SpeechError;
  $("error").textContent = known ? error.message : `Something went wrong in the page: ${error.message}`;
  $("error").hidden = false;
  $("status").textContent = "";
  if (error.status === 401) {
    $("key-field").hidden = false;
    $("key").focus();
  }
}

function hideError() {
  $("error").hidden = true;
}
