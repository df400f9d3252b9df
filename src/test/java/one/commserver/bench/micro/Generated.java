package one.commserver.bench.micro;

import org.openjdk.jmh.generators.BenchmarkProcessor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// The classes that JMH runs: its processor makes them of those of this package. They get a directory of their own, so
/// that no other build meets them.
final class Generated {

    private static final Path SOURCES = Path.of("src", "test", "java", "one", "commserver", "bench", "micro");

    private Generated() {}

    /// Makes them.
    ///
    /// @param classes where: it's on the class path, and there is nothing else in it
    /// @throws IllegalStateException if the compiler refuses, which has told why then
    static void into(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        arguments.addAll(List.of("-proc:full", "-processor", BenchmarkProcessor.class.getName()));
        arguments.addAll(List.of("-d", classes.toString()));
        try (Stream<Path> sources = Files.list(SOURCES)) {
            sources.filter(source -> source.toString().endsWith(".java"))
                    .forEach(source -> arguments.add(source.toString()));
        }
        if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the classes that JMH runs could not be compiled");
        }
    }
}
