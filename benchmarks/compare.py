#!/usr/bin/env python3
"""Compares keratin's speed with that of its peers on this machine and prints a table; README.md says how it measures.

    python3 benchmarks/compare.py --build build/release --torch-python PY --keras-python PY

PY is a Python that has PyTorch or Keras; a peer without one is left out.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
OF_KERATIN = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # they speak to the system's OpenBLAS, not to the peers' own
OF_NONE = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "KERATIN_NUM_THREADS")


def say(text):
    print(text, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    cores = len(os.sched_getaffinity(0))
    add = parser.add_argument
    add("--build", type=pathlib.Path, default="build/release", help="keratin's build folder (%(default)s)")
    add("--threads", default=",".join(map(str, sorted({1, cores}))), help="numbers of threads; 1 is pinned (%(default)s)")
    add("--workloads", default="W1,W2,W3,W4a,W4b,W5,W6,W7,W8a,W8b,W9,W10,W11", help="which ones (%(default)s)")
    add("--rounds", type=int, default=5, help="runs of each peer (%(default)s)")
    add("--torch-python", help="a Python with PyTorch, for the peers torch and libtorch")
    add("--keras-python", help="a Python with Keras and its backend, for the peer keras")
    add("--json", type=pathlib.Path, help="append each run's line to this file")
    return parser.parse_args()


def build_libtorch(build, python):
    """Compiles peers/libtorch.cpp with the C++ library that PyTorch's wheel holds."""
    ask = "import os, torch; print(os.path.dirname(torch.__file__), torch.__version__)"
    root, version = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.split()
    sources = [HERE / "peers/libtorch.cpp", HERE / "timing.hpp"]
    program = build / "peers" / f"libtorch-{version}"
    if not program.exists() or any(s.stat().st_mtime > program.stat().st_mtime for s in sources):
        say(f"building libtorch {version}")
        program.parent.mkdir(exist_ok=True)
        found = re.search("^CMAKE_CXX_COMPILER:.*=(.+)", (build / "CMakeCache.txt").read_text(), re.M)
        subprocess.run([found[1] if found else "c++", "-std=c++20", "-O2", "-w", sources[0], "-o", program,
                        "-isystem", f"{root}/include", "-isystem", f"{root}/include/torch/csrc/api/include",
                        f"-L{root}/lib", f"-Wl,-rpath,{root}/lib", "-Wl,--no-as-needed", "-ltorch_cpu", "-lc10"], check=True)
    return program


def find_peers(args):
    """The command of each: it takes a workload and the number of threads."""
    program = args.build / "benchmarks/keratin_bench"
    if not program.exists():
        sys.exit(f"compare.py: expected {program}. Hint: cmake --workflow --preset release, or name the folder with --build.")
    peers = {"keratin": [program]}
    if args.torch_python:
        try:
            peers["libtorch"] = [build_libtorch(args.build, args.torch_python)]
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            say(f"libtorch left out: {error}")
        peers["torch"] = [args.torch_python, "-B", HERE / "peers/torch_peer.py"]
    else:
        say("torch and libtorch left out: no --torch-python")
    if args.keras_python:
        peers["keras"] = [args.keras_python, "-B", HERE / "peers/keras_peer.py"]
    else:
        say("keras left out: no --keras-python")
    return peers


def run(peer, command, workload, threads):
    """What one run measured, or None."""
    mine = OF_NONE + (() if peer == "keratin" else OF_KERATIN)
    environment = {k: v for k, v in os.environ.items() if k not in mine}
    core = {min(os.sched_getaffinity(0))}
    pin = (lambda: os.sched_setaffinity(0, core)) if threads == 1 else None
    command = [str(part) for part in (*command, workload, threads)]
    try:
        done = subprocess.run(command, env=environment, preexec_fn=pin, capture_output=True, text=True, timeout=600)
        if done.returncode == 0:
            return json.loads(done.stdout.splitlines()[-1])
        why = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
        why = error
    say(f"{peer} {workload} with {threads} threads left out from here on: {why}")
    return None


def time(milliseconds):
    return f"{milliseconds * 1e3:.3g} µs" if milliseconds < 0.9995 else f"{milliseconds:.3g} ms"


def row(peer, rounds):
    """The table's line of one peer; rounds: what each round measured, by peer."""
    runs = [r[peer] for r in rounds]
    median = {key: statistics.median(r[key] for r in runs) for key in runs[0] if isinstance(runs[0][key], (int, float))}
    ratios = sorted(r[peer]["step_ms_median"] / r["keratin"]["step_ms_median"] for r in rounds if "keratin" in r)
    ratio = f"{statistics.median(ratios):.3g} ({ratios[0]:.3g}..{ratios[-1]:.3g})" if ratios else ""
    ratio = "1" if peer == "keratin" else ratio
    learnt = f"{median['loss']:.3g}" if "loss" in median else ""
    return (f"{runs[0]['peer']} | {time(median['step_ms_median'])} | {ratio} | {time(median['infer_b1_us'] / 1e3)} | "
            f"{time(median['infer_b256_ms'])} | {median['rss_mib']:.0f} MiB | {median['startup_s']:.2g} s | {learnt} |")


def machine():
    cpu = re.search("^model name.*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    blas = "".join(f", {k}={os.environ[k]}" for k in OF_KERATIN if k in os.environ)
    return (f"{cpu[1] if cpu else platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
            f"load {os.getloadavg()[0]:.1f} at the start{blas}; {datetime.date.today()}")


def main():
    args = arguments()
    peers = find_peers(args)
    heading = machine()
    versions, lines = {}, []
    for workload in args.workloads.split(","):
        for threads in map(int, args.threads.split(",")):
            rounds = [{} for _ in range(args.rounds)]
            running = dict(peers)
            for i, results in enumerate(rounds):
                for peer, command in list(running.items()):
                    say(f"{workload}, {threads} threads, round {i + 1} of {args.rounds}: {peer}")
                    result = run(peer, command, workload, threads)
                    if result is None:
                        del running[peer]
                        continue
                    results[peer] = result
                    versions[result["peer"]] = result.get("version", "")
                    if args.json:
                        with args.json.open("a") as file:
                            file.write(json.dumps(result | {"round": i}) + "\n")
            for peer in peers:
                complete = [r for r in rounds if peer in r]
                if complete:
                    lines.append(f"| {workload} | {threads} | {row(peer, complete)}")
    named = ", ".join(f"{peer} {version}".strip() for peer, version in versions.items())
    print(f"{heading}; rounds: {args.rounds}; {named}.\n")
    print("| workload | threads | library | training step | ÷ keratin's | predict 1 | predict 256 | memory | start-up | loss |")
    print("| --- " * 10 + "|")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
