package one.commserver.bench;

/// Measures the relay. It says on what: figures of another JVM do not compare.
public final class RelayBenchmark {

    private RelayBenchmark() {}

    public static void main(String[] arguments) {
        System.out.println(
                "JVM " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
    }
}
