# docker build -t mock .                 (test/e2e/dockerfile.test.ts runs what is copied into the image)
# docker run -p 3307:3307 -v "$PWD/recordings:/recordings" mock replay /recordings/x.db --bind 0.0.0.0 --allow-anyone
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json rolldown.config.js ./
COPY bin bin
COPY schema schema
COPY src src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production
# not root's: record writes here where no folder is mounted
WORKDIR /recordings
RUN chown node:node .
COPY --from=build /app/package.json /app/package.json
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/bin /app/bin
COPY --from=build /app/schema /app/schema
COPY --from=build /app/dist /app/dist
USER node
EXPOSE 3307
# Where it listens on another port, set MOCK_PORT. The kernel is asked who listens: a connection would be one more to the
# recorded server, which counts those that end before they log in.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "const port = Number(process.env.MOCK_PORT || 3307).toString(16).toUpperCase().padStart(4, '0'); process.exit(['tcp', 'tcp6'].some((name) => { try { return new RegExp(':' + port + ' [0-9A-F]+:0000 0A ').test(require('node:fs').readFileSync('/proc/net/' + name, 'utf8')); } catch { return false; } }) ? 0 : 1)"]
ENTRYPOINT ["node", "/app/bin/mock.js"]
CMD ["--help"]
