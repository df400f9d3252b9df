package one.commserver.operations;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.statistics.OpenConnection;
import one.commserver.protocol.ConnectionKind;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Which connections somebody wants to see, in which order, and which page of them.
///
/// @param which of them
/// @param sort by what
/// @param descending whether the largest comes first
/// @param page from 0 on
/// @param size how many a page has
record ConnectionQuery(Predicate<Connection> which, Sort sort, boolean descending, int page, int size) {

    static final int DEFAULT_SIZE = 100;
    static final int MAX_SIZE = 500;

    /// No page begins behind it: whoever has that many narrows the question down.
    static final int LAST = 10_000;

    /// What can be asked for; null: not asked for.
    ///
    /// @param state a [ConnectionState]
    /// @param kind a [ConnectionKind], or `none` before authentication
    /// @param dialect as it is shown
    /// @param identity see [IdentityFilter]
    /// @param sort a [Sort]
    /// @param order `asc` or `desc`
    record Words(
            @Nullable String state,
            @Nullable String kind,
            @Nullable String dialect,
            @Nullable String identity,
            @Nullable String sort,
            @Nullable String order,
            @Nullable String page,
            @Nullable String size) {}

    /// By what an answer can be ordered.
    enum Sort {
        STARTTIME(each -> each.connection().id().number()),
        STATE(Sort::step),
        LATENCY(OpenConnection::latencyNanos),
        MESSAGES(OpenConnection::messages),
        BYTES(OpenConnection::bytes);

        @SuppressWarnings("ImmutableEnumChecker") // reads and keeps nothing
        private final ToLongFunction<OpenConnection> key;

        Sort(ToLongFunction<OpenConnection> key) {
            this.key = key;
        }

        @SuppressWarnings("EnumOrdinal") // compared within one answer, stored nowhere
        private static long step(OpenConnection each) {
            return each.connection().state().ordinal();
        }
    }

    /// A connection and what it is sorted by, read once: numbers that change while they are sorted have no order.
    record Candidate(OpenConnection connection, long key) {

        private long number() {
            return connection.connection().id().number();
        }
    }

    /// Makes sense of what was asked.
    ///
    /// @throws InvalidQueryException if there is none
    static ConnectionQuery of(Words words) {
        int size = number("size", words.size, DEFAULT_SIZE, 1, MAX_SIZE);
        int page = number("page", words.page, 0, 0, LAST / size);
        Sort sort = words.sort == null ? Sort.STARTTIME : constant("sort", Sort.class, words.sort);
        return new ConnectionQuery(filter(words), sort, isDescending(words.order), page, size);
    }

    /// The first one that isn't on an earlier page.
    int from() {
        return page * size;
    }

    /// What one of them is sorted by at this moment.
    Candidate candidate(OpenConnection connection) {
        return new Candidate(connection, sort.key.applyAsLong(connection));
    }

    /// Of the answer; what is equal stands in the order in which it connected.
    Comparator<Candidate> order() {
        Comparator<Candidate> byKey = Comparator.comparingLong(Candidate::key);
        return (descending ? byKey.reversed() : byKey).thenComparingLong(Candidate::number);
    }

    private static Predicate<Connection> filter(Words words) {
        Predicate<Connection> which = connection -> true;
        if (words.state != null) {
            ConnectionState state = constant("state", ConnectionState.class, words.state);
            which = which.and(connection -> connection.state() == state);
        }
        if (words.kind != null) {
            ConnectionKind kind = words.kind.equals("none") ? null : constant("kind", ConnectionKind.class, words.kind);
            which = which.and(connection -> connection.labels().kind() == kind);
        }
        if (words.dialect != null) {
            String dialect = words.dialect;
            which = which.and(connection -> connection.labels().dialect().equalsIgnoreCase(dialect));
        }
        if (words.identity != null) {
            IdentityFilter identity = IdentityFilter.of(words.identity);
            which = which.and(connection -> identity.matches(connection.labels().identity()));
        }
        return which;
    }

    private static boolean isDescending(@Nullable String order) {
        return switch (order) {
            case "desc" -> true;
            case "asc" -> false;
            case null -> false;
            default -> throw new InvalidQueryException("order must be asc or desc");
        };
    }

    private static <E extends Enum<E>> E constant(String name, Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equalsIgnoreCase(word))
                .findAny()
                .orElseThrow(() -> new InvalidQueryException(name + " must be one of " + words(type)));
    }

    private static String words(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static int number(String name, @Nullable String word, int otherwise, int least, int most) {
        if (word == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(word);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // told below
        }
        throw new InvalidQueryException(name + " must be a number from " + least + " to " + most);
    }
}
