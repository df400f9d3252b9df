package one.commserver.operations.limits;

import one.commserver.wire.Printable;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Reads and writes one value of settings that are a record, as they are written in a configuration file.
final class SettingValue {

    private static final long KILO = 1024;
    private static final List<String> SIZES = List.of("B", "KB", "MB", "GB");
    private static final Pattern BARE = Pattern.compile("[+-]?0*[1-9]\\d*");
    private static final int SHOWN_CHARACTERS = 40;

    private SettingValue() {}

    /// What stands there.
    static Object read(Record settings, String component) {
        try {
            return of(settings.getClass(), component).getAccessor().invoke(settings);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The same settings with another value.
    ///
    /// @throws IllegalArgumentException if the settings don't take it; the message says what they take
    static <T extends Record> T with(T settings, String component, Object value) {
        RecordComponent[] components = settings.getClass().getRecordComponents();
        Object[] values =
                Arrays.stream(components)
                        .map(each -> each.getName().equals(component) ? value : read(settings, each.getName()))
                        .toArray();
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            @SuppressWarnings("unchecked") // it is the class of the argument
            Constructor<T> constructor = (Constructor<T>) settings.getClass().getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException why) {
                throw why;
            }
            throw new IllegalStateException(refused);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Makes sense of what somebody has written.
    ///
    /// @throws IllegalArgumentException if there is none; the message says what there would have been
    static Object parse(Class<? extends Record> settings, String component, String written) {
        Class<?> type = of(settings, component).getType();
        String text = written.strip();
        try {
            if (type == int.class) {
                return Integer.valueOf(text);
            }
            // who forgets the unit of a size would change a limit by three digits or six
            if (type == DataSize.class && !BARE.matcher(text).matches()) {
                return DataSize.parse(text);
            }
            if (type == Duration.class && !BARE.matcher(text).matches()) {
                return DurationStyle.detectAndParse(text);
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException nonsense) {
            throw refused(type, text, nonsense);
        }
        throw refused(type, text, null);
    }

    /// As it would be written: a number, `64MB`, `1500ms`.
    static Object shown(Object value) {
        return switch (value) {
            case DataSize size -> shown(size);
            case Duration time -> shown(time);
            default -> value;
        };
    }

    private static String shown(DataSize size) {
        long number = size.toBytes();
        int unit = 0;
        while (unit < SIZES.size() - 1 && number != 0 && number % KILO == 0) {
            number /= KILO;
            unit++;
        }
        return number + SIZES.get(unit);
    }

    private static String shown(Duration time) {
        if (time.toNanosPart() % Duration.ofMillis(1).toNanos() != 0) {
            return time.toNanos() + "ns";
        }
        return time.toMillisPart() == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    private static IllegalArgumentException refused(Class<?> type, String text, @Nullable Exception why) {
        String demand =
                type == int.class
                        ? "a whole number up to " + Integer.MAX_VALUE
                        : type == DataSize.class
                                ? "a size with its unit such as 64MB"
                                : "a duration with its unit such as 15s";
        return new IllegalArgumentException(
                "must be " + demand + ", but is " + Printable.of(text, SHOWN_CHARACTERS), why);
    }

    private static RecordComponent of(Class<?> settings, String component) {
        return Arrays.stream(settings.getRecordComponents())
                .filter(each -> each.getName().equals(component))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(settings + " has no " + component));
    }
}
