package one.commserver.autobahn;

import one.commserver.autobahn.Verdicts.Verdict;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `docs/websocket.md`.
///
/// @param ends what the suite says of each
record ConformancePage(Map<String, Verdicts> ends) {

    private static final String INTRODUCTION =
            """
            # RFC 6455

            Both ends of a WebSocket are held against RFC 6455 with the
            [Autobahn test suite](https://github.com/crossbario/autobahn-testsuite) 0.5.6. This page is written by

            ```sh
            ./mvnw -Pautobahn verify
            ```

            which takes some ten minutes, fails if a case fails, and leaves what passed over each socket in
            `target/autobahn`. `-Dautobahn.cases="6.4.* 9.1.1"` runs some cases only and leaves this page as it is.

            - *server*: the server with its own transport; messages go back past the plugins, in the buffers that they
              came in.
            - *server-texts*: the same; texts go through the connection's plugins, as messages of the protocol do.
              Cases that send whole binary messages are left out.
            - *client*: the socket of the Java client, which visits the suite's server.

            """;

    private static final String EXPLANATIONS =
            """

            - *Non-strict*: a text is checked when it is complete. Where one is cut into fragments, or a frame into
              pieces, 6.4.1 to 6.4.4 would rather have the first wrong byte refused before the rest has come. The text
              is never passed on, and the close is the same: 1007.
            - *Informational*: the suite looks and doesn't judge. 7.1.6 has a large message before a close; 7.13.1 and
              7.13.2 have close codes that no RFC knows.
            - Compression isn't negotiated, and this version of the suite has no cases for it.
            - The suite sends no lengths that are longer than they need be, and knows no limits.
              [Tests of our own](../src/test/java/one/commserver/connection/websocket) do.
            """;

    String text() {
        var text = new StringBuilder(INTRODUCTION);
        text.append("| end | cases | OK | non-strict | informational | failed |\n");
        text.append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
        ends.forEach((end, verdicts) ->
                text.append(
                        "| %s | %d | %d | %d | %d | %d |%n"
                                .formatted(
                                        end,
                                        verdicts.count(),
                                        verdicts.of(Verdict.OK).size(),
                                        verdicts.of(Verdict.NON_STRICT).size(),
                                        verdicts.of(Verdict.INFORMATIONAL).size(),
                                        verdicts.of(Verdict.FAILED).size())));
        text.append('\n');
        ends.forEach((end, verdicts) ->
                List.of(Verdict.NON_STRICT, Verdict.INFORMATIONAL, Verdict.FAILED)
                        .forEach(verdict -> line(text, end, verdict, verdicts.of(verdict))));
        return text.append(EXPLANATIONS).toString();
    }

    private static void line(StringBuilder text, String end, Verdict verdict, List<String> cases) {
        if (!cases.isEmpty()) {
            String kind = verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
            text.append("- %s, %s: %s%n".formatted(end, kind, String.join(", ", cases)));
        }
    }
}
