# The worker and the API in one image; the command chooses which runs.
FROM node:20.19.5-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json tsconfig.sync.json ./
COPY scripts/build-kernel.js scripts/bundle-cli.js scripts/bundle-workflows.js scripts/
COPY src src
COPY console console
RUN npm run build && npm prune --omit=dev

FROM node:20.19.5-bookworm-slim
# The certificates are for Temporal Cloud: the worker's own connection reads the system's.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
# Releases large buffers when they are freed: a long-running worker stays about 100 MB smaller.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
# Relative paths in the configuration begin here; volumes on these two folders belong to the user as well.
RUN mkdir -p data logs && chown node:node data logs
USER node
# A smaller young generation: 25 MB less, at all times.
ENTRYPOINT ["node", "--max-semi-space-size=4", "dist/cli.js"]
CMD ["--help"]
