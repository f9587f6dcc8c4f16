# One static binary in an empty image, run by nobody in particular.
#
#   docker build -t countermove .
#   docker run -p 8080:8080 -e DATABASE_URL=postgres://… countermove
#
# It needs a PostgreSQL: docker-compose.yml brings both. Any other command works
# as well: docker run … countermove export

FROM golang:1.26-bookworm AS build
WORKDIR /src

COPY go.mod go.sum ./
RUN go mod download

COPY . .
# No zone is needed to keep days and moments, which are UTC, but one may be to
# show them: timetzdata puts them into the binary.
RUN make build CGO_ENABLED=0 BUILD_FLAGS='-trimpath -tags=timetzdata -ldflags=-s'
RUN mkdir -m 1777 -p /image/tmp && cp bin/countermove /image/

FROM scratch
COPY --from=build /image/ /
# To fetch what is cited, over https.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/

ENV HOME=/tmp
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/countermove"]
CMD ["serve", "--listen=:8080"]
