# docker build -t headroom .                  the program and nothing else
# docker build -t headroom:ci --target ci .   with a shell, for CI systems that run scripts inside of the image
FROM debian:12-slim AS build
COPY . /headroom
RUN /headroom/headroom --version

FROM debian:12-slim AS ci
COPY --from=build /headroom/build/release/headroom /usr/local/bin/headroom
USER 65534:65534
WORKDIR /src

FROM scratch
COPY --from=build /headroom/build/release/headroom /usr/local/bin/headroom
USER 65534:65534
WORKDIR /src
ENTRYPOINT ["headroom"]
CMD ["--help"]
