package one.commserver.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import java.util.List;
import java.util.stream.Stream;

/// A Redis in a container, of which Testcontainers takes care should this JVM be killed.
final class RedisContainer implements RedisBackend {

    private static final DockerImageName IMAGE = DockerImageName.parse("redis:7.2-alpine");
    private static final int PORT = 6379;

    private final GenericContainer<?> container;

    /// The port is fixed, so that it is the same after a restart.
    RedisContainer(int port, List<String> options) {
        var binding = new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(PORT));
        var command = Stream.of(List.of("redis-server"), KEEPING, options).flatMap(List::stream);
        container =
                new GenericContainer<>(IMAGE)
                        .withExposedPorts(PORT)
                        .withCommand(command.toArray(String[]::new))
                        .withCreateContainerCmdModifier(create -> create.getHostConfig().withPortBindings(binding));
    }

    @Override
    public void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else {
            docker().startContainerCmd(container.getContainerId()).exec();
        }
    }

    @Override
    public void stop() {
        docker().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void kill() {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void pause() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void resume() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public String output() {
        return container.getContainerId() == null ? "no container" : container.getLogs();
    }

    @Override
    public void close() {
        container.close();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
