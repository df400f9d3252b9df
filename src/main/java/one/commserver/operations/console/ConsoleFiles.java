package one.commserver.operations.console;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// The files of the page, read at the start and held in memory, a quarter of a megabyte: nothing is read on an event
/// loop, and there is no path that leads to any other file.
final class ConsoleFiles {

    private static final String OURS = "classpath:console/*";
    private static final String CHARTS = "classpath:META-INF/resources/webjars/chart.js/*/dist/chart.umd.min.js";
    private static final String CHARTS_NAME = "chart.js";
    private static final int TAG_BYTES = 16;

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html;charset=UTF-8",
                    "css", "text/css;charset=UTF-8",
                    "js", "text/javascript;charset=UTF-8",
                    "svg", "image/svg+xml");

    private final Map<String, Content> byName;

    /// The tag changes with the bytes.
    private static final class Content {

        private final byte[] bytes;
        private final MediaType type;
        private final String tag;

        private Content(byte[] bytes, MediaType type) {
            this.bytes = bytes;
            this.type = type;
            this.tag = '"' + digest(bytes) + '"';
        }
    }

    private ConsoleFiles(Map<String, Content> byName) {
        this.byName = byName;
    }

    /// Reads all of them; blocks.
    ///
    /// @throws UncheckedIOException if they can't be read
    /// @throws IllegalStateException if the library of charts isn't there once
    static ConsoleFiles load() {
        var resolver = new PathMatchingResourcePatternResolver();
        Map<String, Content> byName = new TreeMap<>();
        try {
            for (Resource file : resolver.getResources(OURS)) {
                String name = String.valueOf(file.getFilename());
                byName.put(name, content(name, file));
            }
            Resource[] charts = resolver.getResources(CHARTS);
            if (charts.length != 1) {
                throw new IllegalStateException("the library of charts is there " + charts.length + " times");
            }
            byName.put(CHARTS_NAME, content(CHARTS_NAME, charts[0]));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new ConsoleFiles(byName);
    }

    /// Changes with any of the files, so that a page that is open learns that it is an old one.
    String version() {
        var all = new StringBuilder();
        byName.forEach((name, content) -> all.append(name).append(content.tag));
        return digest(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// Sends a file, or that the browser has it already. Browsers ask each time, so nobody sees a page of two versions.
    Mono<Void> show(String name, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        Content content = byName.get(name);
        if (content == null) {
            response.setStatusCode(HttpStatus.NOT_FOUND);
            return response.setComplete();
        }
        response.getHeaders().setCacheControl(CacheControl.noCache().cachePrivate());
        if (exchange.checkNotModified(content.tag)) {
            return response.setComplete();
        }
        response.getHeaders().setContentType(content.type);
        response.getHeaders().setContentLength(content.bytes.length);
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(content.bytes)));
    }

    private static Content content(String name, Resource file) throws IOException {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("nobody knows what " + name + " is");
        }
        try (InputStream in = file.getInputStream()) {
            return new Content(in.readAllBytes(), MediaType.parseMediaType(type));
        }
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each Java platform has SHA-256", impossible);
        }
    }
}
