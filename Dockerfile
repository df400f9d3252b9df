# A node of CommServer, from the jar that was built and tested before:
#
#   ./mvnw package
#   docker build -t commserver .
#
# The bases are any images with a Java 25; none of them needs a shell. `--build-arg RUNTIME_IMAGE=…@sha256:…` takes one
# exactly. See docs/decisions/0013-image-and-chart.md.
ARG BUILD_IMAGE=eclipse-temurin:25-jre
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS layers
WORKDIR /build
COPY target/commserver.jar commserver.jar
RUN ["java", "-Djarmode=tools", "-jar", "commserver.jar", "extract", "--layers", "--destination", "layers"]

FROM ${RUNTIME_IMAGE}
WORKDIR /opt/commserver

# what changes seldom comes first
COPY --from=layers /build/layers/dependencies/ ./
COPY --from=layers /build/layers/snapshot-dependencies/ ./
COPY src/main/image/jvm.options ./
COPY src/main/image/java.options ./
COPY --from=layers /build/layers/application/ ./

# Settings are read from there, if there are any.
ENV SPRING_PROFILES_ACTIVE=container \
    SPRING_CONFIG_ADDITIONALLOCATION=optional:file:/etc/commserver/

# Trained by the tour: logins, pairing, relayed data. The next steps fail if the cache can't be used, as it is and with a
# heap that is much smaller than here.
RUN ["java", "@/opt/commserver/jvm.options", "-XX:AOTCacheOutput=/opt/commserver/commserver.aot", "-jar", "/opt/commserver/commserver.jar", "demo", "--skip-eviction"]
RUN ["java", "@/opt/commserver/jvm.options", "-XX:AOTCache=/opt/commserver/commserver.aot", "-XX:AOTMode=on", "-jar", "/opt/commserver/commserver.jar", "demo", "--help"]
RUN ["java", "@/opt/commserver/jvm.options", "-Xmx256m", "-XX:AOTCache=/opt/commserver/commserver.aot", "-XX:AOTMode=on", "-jar", "/opt/commserver/commserver.jar", "demo", "--help"]

# the only place that is written to; it must allow execution
VOLUME ["/tmp"]

EXPOSE 8080 9090
USER 10001:10001

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/opt/commserver/commserver.jar", "one.commserver.LivenessProbe"]

# java itself is the first process, so SIGTERM drains it; what stands in the second file wins
ENTRYPOINT ["java", "@/opt/commserver/jvm.options", "@/opt/commserver/java.options", "-XX:AOTCache=/opt/commserver/commserver.aot", "-jar", "/opt/commserver/commserver.jar"]
