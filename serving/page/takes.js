// The last takes, kept in the browser's IndexedDB; where there is none, for as long as the page.

const LIMIT = 20;
let memory = [];

function open() {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open("tts-takes", 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore("takes", { keyPath: "id", autoIncrement: true });
      };
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

function run(mode, work) {
  return open().then((database) => database && new Promise((resolve) => {
    const transaction = database.transaction("takes", mode);
    const asked = work(transaction.objectStore("takes"));
    transaction.oncomplete = () => { database.close(); resolve(asked?.result ?? true); };
    transaction.onerror = transaction.onabort = () => { database.close(); resolve(null); };
  }));
}

export async function all() {
  const kept = await run("readonly", (store) => store.getAll());
  return (kept || memory).slice().reverse();
}

export async function add(take) {
  if ((await run("readwrite", (store) => store.add(take))) === null) {
    memory.push({ ...take, id: memory.length + Date.now() });
    memory = memory.slice(-LIMIT);
    return;
  }
  const kept = await all();
  for (const old of kept.slice(LIMIT)) await remove(old.id);
}

export async function remove(id) {
  memory = memory.filter((take) => take.id !== id);
  await run("readwrite", (store) => store.delete(id));
}

export async function clear() {
  memory = [];
  await run("readwrite", (store) => store.clear());
}
