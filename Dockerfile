# FaceLogin in a container. Written without a container engine at hand: the steps were run one by one in an empty
# folder (docs/operation.md says which), the image itself was never built. Tell us if it does not build.
FROM docker.io/oven/bun:1.4.5-slim AS packages
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
COPY patches ./patches
RUN bun install --frozen-lockfile --production

FROM docker.io/oven/bun:1.4.5-slim
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json bunfig.toml ./
COPY src ./src
COPY lab ./lab
COPY templates ./templates
COPY static ./static
COPY drizzle ./drizzle
COPY tsconfig.json ./
RUN mkdir -m 0700 /data && chown bun:bun /data
USER bun
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 FACELOGIN_DATA=/data FACELOGIN_LOG=json
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["bun", "-e", "process.exit((await fetch('http://127.0.0.1:3000/readyz')).ok ? 0 : 1)"]
CMD ["bun", "src/main.ts"]
