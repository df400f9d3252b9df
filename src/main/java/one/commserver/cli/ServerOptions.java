package one.commserver.cli;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.client.CommClient;
import one.commserver.client.CommClientBuilder;
import one.commserver.crypto.SigningKey;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// How a command goes to a server.
final class ServerOptions {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust the certificates in this PEM file, and no others.")
    private @Nullable Path authorities;

    @Option(names = "--insecure", description = "Allow ws:// to another machine, where anybody on the way can watch.")
    private boolean insecure;

    @Option(names = "--verbose", description = "Show where in the program a failure comes from.")
    private boolean verbose;

    boolean isVerbose() {
        return verbose;
    }

    boolean isInsecure() {
        return insecure;
    }

    @Nullable Path authorities() {
        return authorities;
    }

    /// A client of that server.
    ///
    /// @throws Failure if it may not go there
    CommClientBuilder client(SigningKey key, String server, String instance) {
        try {
            CommClientBuilder builder = CommClient.builder(key, server, instance).closePatience(CLOSE_PATIENCE);
            if (insecure) {
                builder.allowInsecure();
            }
            if (authorities != null) {
                try (InputStream pem = Files.newInputStream(authorities)) {
                    builder.trust(pem);
                }
            }
            return builder;
        } catch (IOException | IllegalArgumentException unusable) {
            throw Failure.lasting(ExitStatus.USAGE, String.valueOf(unusable.getMessage()), unusable);
        }
    }
}
