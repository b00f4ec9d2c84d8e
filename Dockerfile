# The server alone: `docker build --tag vivavoce .`, then `docker run --publish 127.0.0.1:8788:8788 vivavoce`.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --filter @vivavoce/server...
RUN npx --yes pnpm@12.21.0 --filter @vivavoce/server... run build
RUN npx --yes pnpm@12.21.0 --filter @vivavoce/server deploy --prod --legacy /server

FROM node:24-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /server /server
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8788
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:8788/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/server/dist/cli.js", "--host", "0.0.0.0"]
CMD ["--database", "/data/vivavoce.db"]
