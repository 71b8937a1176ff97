"""How does the network between a browser and the workspace break, and come back? A line of our own that can be cut."""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class CutLine:
    """Forward connections from a loopback port to a server's; while the line is cut there are none, and old ones end."""

    def __init__(self, server_url: str) -> None:
        target = urlsplit(server_url)
        self._target = (str(target.hostname), int(target.port or 80))
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = False
        self._door = socket.create_server(("127.0.0.1", 0))
        self._opener = threading.Thread(target=self._open, daemon=True)
        self._opener.start()

    @property
    def url(self) -> str:
        """Return the address of the near end."""
        return f"http://127.0.0.1:{self._door.getsockname()[1]}/"

    def cut(self) -> None:
        """End every connection and take no new one."""
        with self._lock:
            self._is_cut = True
            self._end_all()

    def mend(self) -> None:
        """Take connections again."""
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        """End for good."""
        self.cut()
        # A blocked accept() is woken by a shutdown, not by a close.
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._opener.join()

    def _end_all(self) -> None:
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _open(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return  # closed
            with self._lock:
                if self._is_cut:
                    near.close()
                    continue
                far = socket.create_connection(self._target)
                self._ends |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            # Each direction comes by here; the second one closes.
            if source not in self._ends:
                source.close()
                sink.close()
            self._ends -= {source, sink}
