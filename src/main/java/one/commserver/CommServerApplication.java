package one.commserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// Starts the server.
@SpringBootApplication
public class CommServerApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(CommServerApplication.class, arguments);
    }
}
