package one.commserver.operations.limits;

import one.commserver.limits.InForce;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// `/actuator/limits`: all limits of this node; `/actuator/limits/{name}`: one of them, which an operator may change.
@Endpoint(id = "limits")
public final class LimitsEndpoint {

    private static final String SCOPE = "a change holds at this node only, and until it ends";
    private static final int CONFLICT = 409;

    private final String node;
    private final Map<Class<? extends Record>, InForce<?>> settings;

    /// @param node the name of the node
    /// @param settings all in which limits stand
    LimitsEndpoint(String node, Map<Class<? extends Record>, InForce<?>> settings) {
        this.node = node;
        this.settings = Map.copyOf(settings);
    }

    /// All limits.
    ///
    /// @param node whose they are
    /// @param scope where and how long a change holds
    public record Answer(String node, String scope, List<OneLimit> limits) {}

    /// One of them, of a node.
    ///
    /// @param node whose it is
    /// @param scope where and how long a change holds
    public record Detail(String node, String scope, OneLimit limit) {}

    /// A limit.
    ///
    /// @param name of its setting
    /// @param value that holds now, as it would be written in a configuration file
    /// @param atStart the value with which the server was started
    /// @param changeable whether it can be changed while the server runs
    /// @param takesEffect from when on a change holds: `at once`, `new connections`, `next drain`, `restart`
    public record OneLimit(
            String name,
            Object value,
            Object atStart,
            boolean changeable,
            String takesEffect,
            String unit,
            String meaning) {}

    /// Why something wasn't done.
    ///
    /// @param error in the operator's words
    public record Refused(String error) {}

    /// All limits.
    @ReadOperation
    public Answer limits() {
        return new Answer(node, SCOPE, Arrays.stream(Limit.values()).map(this::shown).toList());
    }

    /// One limit.
    ///
    /// @param name of its setting
    @ReadOperation
    public WebEndpointResponse<Object> limit(@Selector String name) {
        return Limit.named(name)
                .map(found -> new WebEndpointResponse<Object>(detail(found)))
                .orElseGet(LimitsEndpoint::unknown);
    }

    /// Changes a limit at this node until it ends.
    ///
    /// @param name of its setting
    /// @param value as it would be written in a configuration file; without one nothing is changed, so that a slip of
    ///     the pen takes nothing back
    @WriteOperation
    public WebEndpointResponse<Object> change(@Selector String name, @Nullable String value) {
        return changed(
                name,
                limit -> {
                    if (value == null) {
                        throw new IllegalArgumentException("needs a value; DELETE takes a change back");
                    }
                    return SettingValue.parse(limit.settings(), limit.component(), value);
                });
    }

    /// Takes a change back.
    ///
    /// @param name of its setting
    @DeleteOperation
    public WebEndpointResponse<Object> takeBack(@Selector String name) {
        return changed(name, this::atStart);
    }

    private WebEndpointResponse<Object> changed(String name, Function<Limit, Object> wanted) {
        Optional<Limit> found = Limit.named(name);
        if (found.isEmpty()) {
            return unknown();
        }
        Limit limit = found.get();
        if (!limit.isChangeable()) {
            return new WebEndpointResponse<>(
                    new Refused(limit.setting() + " can't be changed while the server runs"), CONFLICT);
        }
        try {
            set(settings(limit), limit.component(), wanted.apply(limit));
        } catch (IllegalArgumentException nonsense) {
            String why = String.valueOf(nonsense.getMessage());
            return new WebEndpointResponse<>(
                    new Refused(why.startsWith("commserver.") ? why : limit.setting() + ' ' + why),
                    WebEndpointResponse.STATUS_BAD_REQUEST);
        }
        return new WebEndpointResponse<>(detail(limit));
    }

    private static <T extends Record> void set(InForce<T> settings, String component, Object value) {
        settings.change(before -> SettingValue.with(before, component, value));
    }

    private static WebEndpointResponse<Object> unknown() {
        return new WebEndpointResponse<>(new Refused("there is no such limit"), WebEndpointResponse.STATUS_NOT_FOUND);
    }

    private Detail detail(Limit limit) {
        return new Detail(node, SCOPE, shown(limit));
    }

    private OneLimit shown(Limit limit) {
        return new OneLimit(
                limit.setting(),
                SettingValue.shown(SettingValue.read(settings(limit).now(), limit.component())),
                SettingValue.shown(atStart(limit)),
                limit.isChangeable(),
                limit.effect().shown(),
                limit.unit(),
                limit.meaning());
    }

    private Object atStart(Limit limit) {
        return SettingValue.read(settings(limit).atStart(), limit.component());
    }

    private InForce<?> settings(Limit limit) {
        return Objects.requireNonNull(settings.get(limit.settings()), "each limit stands in settings that there are");
    }
}
