# One static binary on an empty image; the database lives in the volume /data.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /paperbot ./cmd/paperbot && mkdir /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /paperbot /paperbot
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV PAPERBOT_DATABASE=/data/paperbot.db PAPERBOT_CORPUS=/data/papers.db TMPDIR=/data
VOLUME /data
ENTRYPOINT ["/paperbot"]
CMD ["serve"]
