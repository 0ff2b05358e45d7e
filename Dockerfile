# The service for a hosted or self-hosted Supabase (docs/deploy.md). The packages of the embedded stack, which is for development, stay out.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY web-embed web-embed
COPY tsconfig.json ./
RUN cd web-embed && node ../node_modules/vite/bin/vite.js build --logLevel warn

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages are the embedded stack, and Node and Postgres for machines that have neither.
RUN npm ci --no-audit --no-fund --omit=dev --omit=optional
COPY sync-service/bin/prune-packages.mjs sync-service/bin/prune-packages.mjs
RUN node sync-service/bin/prune-packages.mjs node_modules

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY supabase/migrations supabase/migrations
COPY sync-service/src sync-service/src
# To be run in a container of their own: docs/deploy.md, "A container". db-repair.ts makes functions anew from sql.
COPY sync-service/bin/db-migrate.ts sync-service/bin/db-repair.ts sync-service/bin/owner-create.ts sync-service/bin/
COPY sync-service/bin/keys-rotate.ts sync-service/bin/audit.ts sync-service/bin/
COPY sql sql
COPY web-embed/languages web-embed/languages
COPY --from=build /app/web-embed/dist web-embed/dist
# Compiled once, with the flags of the command below: containers start faster, and without the compiler in their memory.
ENV NODE_COMPILE_CACHE=/app/.compiled
RUN node --max-semi-space-size=8 --no-parallel-scavenge --input-type=module \
  -e "await import('/app/sync-service/src/service.ts'); await import('/app/sync-service/src/providers/expand-worker.ts'); process.exit(0)"
# Nothing below is written to: docker run --read-only.
USER node
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "--no-parallel-scavenge", "sync-service/src/main.ts"]
