package one.commserver.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.reactivestreams.Publisher;

import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The rules that hold between the classes below a base package, each under the sentence it stands for.
final class ClassRules {

    private static final Set<String> USE_NETTY =
            Set.of(
                    "connection.websocket",
                    "transport",
                    "transport.accept",
                    "transport.websocket",
                    "client",
                    "client.dial",
                    "client.one",
                    "cli",
                    Arrows.ROOT);
    private static final Set<String> SUBSCRIBE =
            Set.of(
                    "connection.websocket",
                    "transport.websocket",
                    "health",
                    "client",
                    "client.authentication",
                    "client.flow",
                    "client.one",
                    "client.peer",
                    "demo",
                    "demo.journal",
                    "cli.outcome",
                    Arrows.ROOT);
    private static final Set<String> CLIENT =
            Set.of(
                    "client",
                    "client.authentication",
                    "client.dial",
                    "client.discovery",
                    "client.encryption",
                    "client.files",
                    "client.flow",
                    "client.inbox",
                    "client.one",
                    "client.one.handshake",
                    "client.one.plugin",
                    "client.pairing",
                    "client.peer",
                    "client.request",
                    "client.sync",
                    "cli",
                    "cli.doctor",
                    "cli.outcome",
                    "cli.transfer",
                    "terminal");
    private static final Set<String> ASK_THE_SYSTEM_FOR_THE_TIME =
            Set.of(
                    "connection.websocket",
                    "client",
                    "client.one",
                    "client.peer",
                    "demo",
                    "demo.journal",
                    "cli",
                    Arrows.ROOT);
    private static final Set<String> PRINT = Set.of("demo", "demo.journal", "cli", Arrows.ROOT);

    private static final String[] SPRING = {"org.springframework.."};
    private static final String[] REACTOR = {"reactor..", "org.reactivestreams.."};
    private static final String[] NETTY = {"io.netty..", "reactor.netty.."};

    private static final Set<String> BLOCKING =
            Set.of("block", "blockOptional", "blockFirst", "blockLast", "toIterable", "toStream");

    private final String base;

    ClassRules(String base) {
        this.base = base;
    }

    Map<String, ArchRule> all() {
        var rules = new LinkedHashMap<String, ArchRule>();
        rules.put("every package has its place in the table", classes().should(standInTheTable()));
        rules.put("packages import only what the table allows", classes().should(followTheArrows()));
        rules.put("packages form no cycle", slices().matching(base + ".(**)").should().beFreeOfCycles());
        rules.put(
                "protocol and crypto know no framework",
                noClasses()
                        .that(are(Set.of("protocol", "crypto")))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(join(SPRING, REACTOR, NETTY)));
        rules.put(
                "clients know no Spring",
                noClasses().that(are(CLIENT)).should().dependOnClassesThat().resideInAnyPackage(SPRING));
        rules.put(
                "Netty stays at the edge",
                noClasses().that(areNot(USE_NETTY)).should().dependOnClassesThat().resideInAnyPackage(NETTY));
        rules.put(
                "nobody subscribes or blocks but the edge",
                classes()
                        .that(areNot(SUBSCRIBE))
                        .should(neverUse("subscribe or block", ClassRules::subscribesOrBlocks)));
        rules.put(
                "the time comes from a clock that was handed in",
                classes()
                        .that(areNot(ASK_THE_SYSTEM_FOR_THE_TIME))
                        .should(neverUse("the system's clock", ClassRules::asksTheSystemForTheTime)));
        rules.put(
                "nobody logs to the JDK",
                noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging"));
        rules.put(
                "nobody prints but the tour and the commands",
                classes().that(areNot(PRINT)).should(neverUse("System.out or System.err", ClassRules::prints)));
        rules.put(
                "meters are made of the catalogue",
                classes()
                        .that(areNot(Set.of("telemetry")))
                        .should(neverUse("a registry of meters but through Meters", ClassRules::makesMeters)));
        rules.replaceAll((sentence, rule) -> rule.allowEmptyShould(true).as(sentence));
        return rules;
    }

    private String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.length() > base.length() ? name.substring(base.length() + 1) : Arrows.ROOT;
    }

    private boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(base) || type.getPackageName().startsWith(base + ".");
    }

    private DescribedPredicate<JavaClass> are(Set<String> packages) {
        return DescribedPredicate.describe("are in " + packages, type -> packages.contains(packageOf(type)));
    }

    private DescribedPredicate<JavaClass> areNot(Set<String> packages) {
        return DescribedPredicate.not(are(packages));
    }

    private ArchCondition<JavaClass> standInTheTable() {
        return condition(
                "stand in the table",
                (type, events) -> {
                    if (!Arrows.isDeclared(packageOf(type))) {
                        violated(events, type, type.getName() + " is in a package the table does not know");
                    }
                });
    }

    private ArchCondition<JavaClass> followTheArrows() {
        return condition(
                "follow the arrows",
                (type, events) ->
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(dependency -> isOurs(dependency.getTargetClass()))
                                .filter(dependency ->
                                        !Arrows.allow(packageOf(type), packageOf(dependency.getTargetClass())))
                                .forEach(dependency -> violated(events, type, dependency.getDescription())));
    }

    private static ArchCondition<JavaClass> neverUse(String what, Predicate<JavaAccess<?>> forbidden) {
        return condition(
                "never use " + what,
                (type, events) ->
                        type.getAccessesFromSelf().stream()
                                .filter(forbidden)
                                .forEach(access -> violated(events, type, access.getDescription())));
    }

    private static boolean subscribesOrBlocks(JavaAccess<?> access) {
        return access.getTargetOwner().isAssignableTo(Publisher.class)
                && (access.getName().equals("subscribe") || BLOCKING.contains(access.getName()));
    }

    private static boolean asksTheSystemForTheTime(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        boolean system = owner.isEquivalentTo(System.class) && Set.of("currentTimeMillis", "nanoTime").contains(name);
        boolean clock =
                (owner.isEquivalentTo(Clock.class) && (name.startsWith("system") || name.startsWith("tick")))
                        || (owner.isEquivalentTo(InstantSource.class) && name.equals("system"));
        boolean now = owner.getPackageName().equals("java.time") && name.equals("now") && !isGivenAClock(access);
        return system || clock || now;
    }

    private static boolean isGivenAClock(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream().anyMatch(type -> type.isAssignableTo(Clock.class));
    }

    private static boolean prints(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(System.class) && Set.of("out", "err").contains(access.getName());
    }

    private static boolean makesMeters(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return owner.isAssignableTo(MeterRegistry.class)
                || owner.isAssignableTo(MeterBinder.class)
                || owner.isEquivalentTo(Metrics.class)
                || (owner.getPackageName().equals(MeterRegistry.class.getPackageName())
                        && Set.of("builder", "register", "withRegistry").contains(access.getName()));
    }

    private interface Check {
        void check(JavaClass type, ConditionEvents events);
    }

    private static ArchCondition<JavaClass> condition(String description, Check check) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.check(type, events);
            }
        };
    }

    private static void violated(ConditionEvents events, JavaClass type, String message) {
        events.add(SimpleConditionEvent.violated(type, message));
    }

    private static String[] join(String[]... groups) {
        return Stream.of(groups).flatMap(Stream::of).toArray(String[]::new);
    }
}
