# The bot, and the demo, in one image: `docker run … run` is the default, `docker run … demo` opens the workspace.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY commands ./commands
COPY scheduler ./scheduler
COPY templates ./templates
COPY workspace ./workspace
RUN /venv/bin/pip install --no-deps --no-build-isolation --no-index . \
 && /venv/bin/python -m compileall -q /venv/lib

FROM python:3.11-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 bot \
 && install -d -o bot -g bot /home/bot/var
COPY --from=build /venv /venv
WORKDIR /home/bot
COPY --chown=bot:bot config ./config
USER bot
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 HTTP_BIND=0.0.0.0:8080
# The SQLite database and the clone of the report repository; with PostgreSQL nothing here must be kept.
VOLUME /home/bot/var
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["liveness-bot"]
CMD ["run"]
