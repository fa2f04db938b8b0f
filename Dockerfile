FROM python:3.11-slim AS build
COPY embedded/uv.txt requirements.txt /build/
RUN python -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --require-hashes -r /build/uv.txt \
    && /app/.venv/bin/uv pip install --no-cache --python /app/.venv/bin/python \
       --compile-bytecode --require-hashes -r /build/requirements.txt

FROM python:3.11-slim
RUN useradd --system --create-home --uid 10001 handrail \
    && install -d -o handrail /app/media
COPY --from=build /app/.venv /app/.venv
COPY . /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 MEDIA_ROOT=/app/media STATIC_ROOT=/app/staticfiles
RUN python -m helpdesk.catalogue
# Collecting files asks no server; the settings only want to be complete.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build@build/build REDIS_URL=redis://build \
    python manage.py collectstatic --no-input --skip-checks
USER handrail
EXPOSE 8000
CMD ["python", "-m", "helpdesk.web", "--host", "0.0.0.0", "--port", "8000"]
