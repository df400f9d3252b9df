package one.commserver;

import one.commserver.cli.Commands;
import one.commserver.demo.DemoCommand;
import one.commserver.drain.Drain;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;

import java.util.Arrays;
import java.util.Optional;

/// Starts the server, the tour, or a command. The server has no users of its own, so nobody is made up for it. A
/// Redis is only talked to if one is named, so Spring's own connections to one stay out.
@SpringBootApplication(
        exclude = {
            ReactiveUserDetailsServiceAutoConfiguration.class,
            DataRedisAutoConfiguration.class,
            DataRedisReactiveAutoConfiguration.class,
            DataRedisRepositoriesAutoConfiguration.class,
            DataRedisHealthContributorAutoConfiguration.class,
            DataRedisReactiveHealthContributorAutoConfiguration.class,
            LettuceObservationAutoConfiguration.class
        })
public class CommServerApplication {

    private static final String DEMO = "demo";

    /// `demo` as the first word is the tour, another word one of the [Commands]; without any word it serves. A command
    /// loads nothing of Spring's.
    public static void main(String[] arguments) {
        if (arguments.length > 0 && Commands.isOne(arguments[0])) {
            System.exit(Commands.run(arguments));
        }
        if (arguments.length > 0 && arguments[0].equals(DEMO)) {
            EmbeddedServer.quiet();
            System.exit(DemoCommand.run(EmbeddedServer::start, Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
        Optional<String> word = Arrays.stream(arguments).filter(argument -> !argument.startsWith("--")).findFirst();
        if (word.isPresent()) {
            System.exit(Commands.unknown(word.get()));
        }
        DirectMemory.bound();
        EventLoops.asManyAsProcessors();
        var server = SpringApplication.run(CommServerApplication.class, arguments);
        SecondSignal.hurries(server.getBean(Drain.class)::hurry);
    }
}
