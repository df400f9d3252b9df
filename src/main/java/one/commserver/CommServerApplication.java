package one.commserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;

/// Starts the server. It has no users of its own, so nobody is made up for it.
@SpringBootApplication(exclude = ReactiveUserDetailsServiceAutoConfiguration.class)
public class CommServerApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(CommServerApplication.class, arguments);
    }
}
