"""How does the emulator run as a process of its own, and die with its parent? On loopback, watching a pipe.

Started as `python -m workspace.cloud.emulator FRONT_PORT`. It opens two doors on loopback: the front, where the AWS
weather blows, and the back, where the world that lives in the emulator comes in. It prints one JSON line with both
ports, then serves until its standard input ends, which happens however its parent goes, SIGKILL included.
"""

from __future__ import annotations

import asyncio
import calendar
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

LOOPBACK = "127.0.0.1"
KEPT_FOR_SECONDS = 16 * 24 * 3600
_DAY_SECONDS = 24 * 3600
_RELEASED_DAYS_AGO = 30
_FIRST_RELEASED_DAYS_AGO = 60
_SWEPT_EVERY_SECONDS = 600.0
_GRACE_SECONDS = 2.0


def main() -> None:
    """Open both doors, say where they are, and serve until the parent is gone."""
    # Ctrl-C goes to the whole terminal group; the parent decides when this process ends, by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        front = _listen(int(sys.argv[1]))
    except OSError as taken:
        sys.stdout.write(json.dumps({"refused": f"port {sys.argv[1]} cannot be used: {taken.strerror}"}) + "\n")
        return
    back = _listen(0)
    ports = {"front": front.getsockname()[1], "back": back.getsockname()[1]}
    # ministack reads its own port from the environment when it is imported, and puts it into queue addresses.
    os.environ["GATEWAY_PORT"] = str(ports["front"])  # noqa: TID251 -- the environment is its only interface
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    try:
        asyncio.run(_serve(front, back, ports["back"]))
    finally:
        _end_everything()


def _listen(port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Without this an answer in two writes (head, body) waits for the client's delayed acknowledgement: 40 ms.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    door.bind((LOOPBACK, port))
    door.listen(128)
    return door


async def _serve(front: socket.socket, back: socket.socket, back_port: int) -> None:
    # Imported late: ministack reads its settings from the environment while it is imported.
    from hypercorn.asyncio import serve  # noqa: PLC0415
    from hypercorn.config import Config  # noqa: PLC0415
    from ministack.app import app  # noqa: PLC0415

    from workspace.cloud.sky import Sky  # noqa: PLC0415

    _correct_its_metrics()
    _let_functions_be_old()
    _let_backups_be_old()
    _name_the_distribution()
    config = Config()
    config.bind = [f"fd://{front.detach()}", f"fd://{back.detach()}"]
    config.keep_alive_timeout = 300
    config.graceful_timeout = 0.2
    config.shutdown_timeout = 1.0
    config.loglevel = "WARNING"
    parent_gone = asyncio.Event()
    loop = asyncio.get_running_loop()
    watch = threading.Thread(
        target=_watch_parent, args=(lambda: loop.call_soon_threadsafe(parent_gone.set),), daemon=True
    )
    watch.start()

    async def until_parent_gone() -> None:
        await parent_gone.wait()

    await serve(Sky(app, back_port), config, shutdown_trigger=until_parent_gone)  # type: ignore[arg-type]


def _watch_parent(say_goodbye: Callable[[], object]) -> None:
    """Wait for the end of standard input; leave politely, or after a while without manners."""
    while sys.stdin.buffer.read(1):
        pass
    say_goodbye()
    hard_end = threading.Timer(_GRACE_SECONDS, _end_everything)
    hard_end.daemon = True
    hard_end.start()


def _end_everything() -> None:
    """Remove our files and end our whole process group: this process, and whatever the emulator started."""
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)  # noqa: TID251 -- given by the parent, for us alone
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _correct_its_metrics() -> None:
    """Put right three things in ministack's CloudWatch that no setting reaches (tried with 1.5.33).

    Its alarm evaluation ignores dimensions, window and missing data, has no metric math, and would fight with the
    states that the world sets, so it is switched off (`workspace.cloud.alarms` judges instead). It forgets metrics
    after fourteen days, so that a week could not be compared with the week before; CloudWatch keeps fifteen months.
    It looks through every data point for old ones at every single call, which would be most of a call's time.
    """
    from ministack.services import cloudwatch  # noqa: PLC0415

    sweep = cloudwatch._evict_old_metrics  # noqa: SLF001
    next_sweep_at = 0.0

    def sweep_now_and_then() -> None:
        nonlocal next_sweep_at
        if time.monotonic() >= next_sweep_at:
            next_sweep_at = time.monotonic() + _SWEPT_EVERY_SECONDS
            sweep()

    def leave_states_to_the_world(_alarm: object) -> None:
        return

    cloudwatch.TWO_WEEKS_SECONDS = KEPT_FOR_SECONDS
    cloudwatch._evict_old_metrics = sweep_now_and_then  # noqa: SLF001
    cloudwatch._evaluate_alarm = leave_states_to_the_world  # noqa: SLF001


def _let_functions_be_old() -> None:
    """Say of the functions that the account begins with that they were made two months ago, and changed a month ago.

    Or whoever looks for a cause would find a release, minutes before every alarm of a demo.
    """
    from ministack.services import lambda_svc  # noqa: PLC0415

    from workspace.cloud.sky import BY_NATURE  # noqa: PLC0415

    now_iso, create = lambda_svc._now_iso, lambda_svc._create_function  # noqa: SLF001
    days_ago = _RELEASED_DAYS_AGO

    def released_at() -> str:
        if not BY_NATURE.get():
            return str(now_iso())
        return time.strftime("%Y-%m-%dT%H:%M:%S.000+0000", time.gmtime(time.time() - days_ago * _DAY_SECONDS))

    def create_first(asked: object) -> object:
        nonlocal days_ago
        days_ago = _FIRST_RELEASED_DAYS_AGO
        try:
            return create(asked)
        finally:
            days_ago = _RELEASED_DAYS_AGO

    lambda_svc._now_iso = released_at  # noqa: SLF001
    lambda_svc._create_function = create_first  # noqa: SLF001


def _let_backups_be_old() -> None:
    """Say of the backups that the account begins with that they were made on the day that their name ends with."""
    from ministack.services import dynamodb  # noqa: PLC0415

    from workspace.cloud.sky import BY_NATURE  # noqa: PLC0415

    create = dynamodb._create_backup  # noqa: SLF001

    def create_on_its_day(asked: Mapping[str, str]) -> object:
        answer = create(asked)
        if BY_NATURE.get():
            for held in dynamodb._backups.values():  # noqa: SLF001
                details = held["BackupDetails"]
                with suppress(ValueError):  # it is named otherwise: somebody's own
                    day = time.strptime(details["BackupName"].rpartition("-")[2], "%Y%m%d")
                    details["BackupCreationDateTime"] = float(calendar.timegm(day))
        return answer

    dynamodb._create_backup = create_on_its_day  # noqa: SLF001


def _name_the_distribution() -> None:
    """Give the distribution that the account begins with the same id each time, so that a configuration can name it."""
    from ministack.services import cloudfront  # noqa: PLC0415

    from workspace.cloud.names import DISTRIBUTION  # noqa: PLC0415
    from workspace.cloud.sky import BY_NATURE  # noqa: PLC0415

    as_it_is = cloudfront._dist_id  # noqa: SLF001
    cloudfront._dist_id = lambda: DISTRIBUTION if BY_NATURE.get() else as_it_is()  # noqa: SLF001


if __name__ == "__main__":
    main()
