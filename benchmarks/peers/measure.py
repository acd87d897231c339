"""How a peer written in Python is timed (timing.hpp in Python): the clock, blocks of steps, and the JSON line of a run."""
import json
import os
import resource
import statistics
import time


def since_process_start():
    """Seconds since the kernel started this process (proc(5), field 22 of /proc/self/stat)."""
    with open("/proc/self/stat") as file:
        ticks = int(file.read().rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def quantile(values, q):
    values = sorted(values)
    at = q * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


class Stamps:
    """Notes when each step of each epoch ends."""

    def __init__(self):
        self.epochs, self.first_step = [], None

    def begin_epoch(self):
        self.epochs.append([])

    def end_step(self):
        if self.first_step is None:
            self.first_step = since_process_start()
        self.epochs[-1].append(time.perf_counter())

    def blocks(self):
        """Steps per block, and seconds per step in each: blocks of about 20 ms or a whole epoch, without its first step."""
        typical = statistics.median(b - a for e in self.epochs for a, b in zip(e, e[1:]))
        n = max(1, min(len(self.epochs[0]) - 1, int(0.02 / typical)))
        return n, [(e[i + n] - e[i]) / n for e in self.epochs for i in range(0, len(e) - n, n)]


def time_calls(call, budget):
    """Seconds of single calls, for about `budget` seconds."""
    for _ in range(3):
        call()
    seconds, begin = [], time.perf_counter()
    while (time.perf_counter() - begin < budget and len(seconds) < 20000) or len(seconds) < 5:
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return seconds


def measure(peer, version, workload, threads, batch, stamps, train, infer):
    """train(epochs) returns the last epoch's loss and accuracy; infer(n) runs n samples. Prints the JSON line."""
    train(1)
    begin = time.perf_counter()
    loss, accuracy = train(1)
    epoch = time.perf_counter() - begin
    stamps.epochs.clear()
    train(max(2, min(400, int(3 / epoch))))
    block_steps, steps = stamps.blocks()
    one, many = time_calls(lambda: infer(1), 0.5), time_calls(lambda: infer(256), 1.0)
    median = quantile(steps, 0.5)
    print(json.dumps({
        "peer": peer, "workload": workload, "threads": threads,
        "step_ms_median": round(median * 1e3, 5), "step_ms_min": round(min(steps) * 1e3, 5),
        "samples_per_s": round(batch / median, 1), "infer_b1_us": round(quantile(one, 0.5) * 1e6, 2),
        "infer_b256_ms": round(quantile(many, 0.5) * 1e3, 4), "startup_s": round(stamps.first_step, 3),
        "step_ms_p10": round(quantile(steps, 0.1) * 1e3, 5), "step_ms_p90": round(quantile(steps, 0.9) * 1e3, 5),
        "n_blocks": len(steps), "block_steps": block_steps,
        "rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "loss": round(loss, 4), "accuracy": round(accuracy, 4), "version": version}))
