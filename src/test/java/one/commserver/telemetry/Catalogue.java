package one.commserver.telemetry;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// All meters that the server's classes describe, wherever they stand.
public final class Catalogue {

    private static final List<MeterSpec> ALL = described();

    private Catalogue() {}

    /// In the order of their names.
    public static List<MeterSpec> all() {
        return ALL;
    }

    private static List<MeterSpec> described() {
        return ArchConfiguration.withThreadLocalScope(Catalogue::ours).stream()
                .filter(type -> type.isEnum() && type.isAssignableTo(ServerMeter.class))
                .map(JavaClass::reflect)
                .flatMap(type -> Stream.of(type.getEnumConstants()))
                .map(meter -> ((ServerMeter) meter).spec())
                .sorted(Comparator.comparing(MeterSpec::name))
                .toList();
    }

    /// Without what ours refer to, which would be half of the class path.
    private static JavaClasses ours(ArchConfiguration configuration) {
        configuration.setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("one.commserver");
    }

    /// How many series a meter can have at most, `other` included.
    static long mostSeries(MeterSpec meter) {
        long combinations = 1;
        for (MeterTag tag : meter.tags()) {
            combinations *= Stream.concat(tag.values().stream(), Stream.of(MeterTag.OTHER)).distinct().count();
        }
        // count, sum and maximum, and a bucket for whatever is longer than the others
        long each =
                meter.type() != MeterSpec.Type.TIMER
                        ? 1
                        : 3 + (meter.buckets().isEmpty() ? 0 : meter.buckets().size() + 1);
        return combinations * each;
    }
}
