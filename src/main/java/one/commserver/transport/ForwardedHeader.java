package one.commserver.transport;

import one.commserver.address.AddressLiteral;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the values of Forwarded headers in one pass.
///
/// Spec: RFC 7239. More lenient in one point: what should be quoted and isn't is read as it is meant.
final class ForwardedHeader {

    /// What RFC 7239 lets a proxy write that doesn't know.
    private static final String UNKNOWN = "unknown";

    /// No character, so that none in the text can pass for the end.
    private static final int END = -1;

    private final String text;
    private int position;

    private ForwardedHeader(String text) {
        this.text = text;
    }

    /// For whom each hop says it acts, the nearest hop last. Empty if any of the values is malformed: a quote that a
    /// client left open would swallow what a proxy wrote behind it.
    static List<String> nodes(List<String> values) {
        try {
            return values.stream().flatMap(value -> new ForwardedHeader(value).elements().stream()).toList();
        } catch (MalformedException malformed) {
            return List.of();
        }
    }

    /// The address in a node, with or without a port; empty for an identifier that hides it and for anything else. An
    /// IPv6 address may lack its brackets, as it does in X-Forwarded-For.
    static Optional<InetAddress> address(String node) {
        String name = node.strip();
        int bracket = name.indexOf(']');
        if (name.startsWith("[") && bracket > 0) {
            boolean isIpv6 = name.lastIndexOf(':', bracket) > 0;
            return isIpv6 && isPort(name.substring(bracket + 1))
                    ? AddressLiteral.parse(name.substring(1, bracket))
                    : Optional.empty();
        }
        int colon = name.indexOf(':');
        boolean hasPort = colon >= 0 && colon == name.lastIndexOf(':') && isPort(name.substring(colon));
        return AddressLiteral.parse(hasPort ? name.substring(0, colon) : name);
    }

    /// Nothing, or a colon and a port, which may be hidden too.
    private static boolean isPort(String text) {
        return text.isEmpty()
                || (text.length() > 1
                        && text.charAt(0) == ':'
                        && text.chars().skip(1).allMatch(c -> isNameCharacter((char) c)));
    }

    private List<String> elements() {
        var nodes = new ArrayList<String>();
        while (next() != END) {
            if (next() != ',') {
                nodes.add(element());
            }
            if (next() != END) {
                expect(',');
            }
        }
        return nodes;
    }

    private String element() {
        String node = UNKNOWN;
        boolean isKnown = false;
        do {
            if (isEmptyPair()) {
                continue;
            }
            String name = name();
            expect('=');
            String value = text.startsWith("\"", position) ? quoted() : unquoted();
            if (name.equalsIgnoreCase("for")) {
                require(!isKnown);
                isKnown = true;
                node = value;
            }
        } while (skip(';'));
        return node;
    }

    private boolean isEmptyPair() {
        int next = next();
        return next == ';' || next == ',' || next == END;
    }

    private String name() {
        int start = position;
        while (position < text.length() && isNameCharacter(text.charAt(position))) {
            position++;
        }
        require(position > start);
        return text.substring(start, position);
    }

    private String unquoted() {
        int start = position;
        while (position < text.length() && "\",; \t".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        require(position > start);
        return text.substring(start, position);
    }

    private String quoted() {
        expect('"');
        var value = new StringBuilder();
        while (position < text.length() && text.charAt(position) != '"') {
            if (text.charAt(position) == '\\') {
                position++;
                require(position < text.length());
            }
            value.append(text.charAt(position++));
        }
        expect('"');
        return value.toString();
    }

    private static boolean isNameCharacter(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /// The next character that isn't white space, or [#END]; it stays.
    private int next() {
        while (position < text.length() && (text.charAt(position) == ' ' || text.charAt(position) == '\t')) {
            position++;
        }
        return position < text.length() ? text.charAt(position) : END;
    }

    private boolean skip(char expected) {
        if (next() != expected) {
            return false;
        }
        position++;
        return true;
    }

    private void expect(char expected) {
        require(position < text.length() && text.charAt(position) == expected);
        position++;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new MalformedException();
        }
    }

    private static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException() {
            super("malformed", null, false, false);
        }
    }
}
