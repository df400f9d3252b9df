package one.commserver.transport.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.limits.Refusals;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.telemetry.LogBudget;
import one.commserver.telemetry.LogFields;
import one.commserver.transport.ClientAddress;
import one.commserver.transport.ConnectionAcceptor;
import one.commserver.transport.Link;
import one.commserver.transport.ReadPermission;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.util.context.Context;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Turns an upgrade request into a [WebSocketLink].
///
/// The handshake happens on the channel's event loop, whatever thread the filters before it have left the request on:
/// so the handler is in the pipeline before the client can have seen the answer, and no frame meets a pipeline that
/// still speaks HTTP. Nothing of the exchange is kept for the connection.
final class UpgradeStrategy implements RequestUpgradeStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(UpgradeStrategy.class);

    private final OpenLinks links;
    private final LinkFactory factory;
    private final ConnectionAcceptor acceptor;
    private final Refusals refusals;
    private final LogBudget traces;

    /// @param refusals counts those for whom there was no room
    /// @param traces how many failures are told with a trace
    UpgradeStrategy(
            OpenLinks links, LinkFactory factory, ConnectionAcceptor acceptor, Refusals refusals, LogBudget traces) {
        this.links = links;
        this.factory = factory;
        this.acceptor = acceptor;
        this.refusals = refusals;
        this.traces = traces;
    }

    @Override
    public Mono<Void> upgrade(
            ServerWebExchange exchange,
            WebSocketHandler handler,
            @Nullable String unreliable,
            Supplier<HandshakeInfo> unused) {
        ServerHttpRequest request = exchange.getRequest();
        ServerHttpResponse response = exchange.getResponse();
        if (!links.reserve()) {
            refusals.count(Refusals.Reason.DOOR);
            response.setStatusCode(org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE);
            return response.setComplete();
        }
        HttpServerRequest nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
        HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
        Channel channel = channelOf(nativeResponse);
        channel.closeFuture().addListener(closed -> links.giveBack());
        ClientAddress address = factory.addressOf(request);
        String subprotocol = subprotocolOf(request);
        return response.setComplete()
                .then(
                        Mono.defer(() -> handshake(nativeRequest, nativeResponse, channel, address, subprotocol))
                                .subscribeOn(Schedulers.fromExecutor(channel.eventLoop())));
    }

    private Mono<Void> handshake(
            HttpServerRequest request,
            HttpServerResponse response,
            Channel channel,
            ClientAddress address,
            @Nullable String subprotocol) {
        if (!channel.isActive()) {
            // it has gone while the filters ran: nobody would ever tell us of its end
            return Mono.empty();
        }
        WebSocketLink link = factory.create(channel, address, subprotocol);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addAfter(NettyPipeline.HttpCodec, "link", link.wire());
        // The operations object of the HTTP server lives until the socket closes; it must neither read nor close
        // itself.
        BiFunction<Object, Object, Mono<Void>> never = (in, out) -> Mono.never();
        Mono<Void> upgraded = response.sendWebsocket(never, spec(subprotocol));
        link.wire().readFrames(pipeline, true);
        if (!factory.permission().equals(ReadPermission.ALWAYS)) {
            pipeline.addBefore(WebSocketWire.READER, "gate", new ReadGate(factory.permission(), link));
        }
        start(link);
        return upgraded.doOnSuccess(
                        done -> {
                            forget(request, response);
                            channel.config().setAutoRead(!link.isHeld());
                        })
                .contextWrite(context -> Context.empty());
    }

    /// The operations object of the HTTP server keeps what was said to it, kilobytes that nobody will ask for.
    private static void forget(HttpServerRequest request, HttpServerResponse response) {
        request.requestHeaders().clear();
        response.responseHeaders().clear();
    }

    private void start(WebSocketLink link) {
        boolean welcome = links.add(link);
        link.connection().ended().subscribe(end -> links.remove(link));
        link.connection().become(ConnectionState.CONNECTING);
        link.connection().become(ConnectionState.CONNECTED);
        if (!welcome) {
            link.connection().close(CloseReason.RESTARTING);
            return;
        }
        links.servingBegins();
        acceptor.accept(link)
                .doFinally(end -> links.servingEnds())
                .subscribe(nothing -> {}, failure -> failed(link, failure));
    }

    private void failed(WebSocketLink link, Throwable failure) {
        Connection connection = link.connection();
        traces.write(more ->
                LOG.atError()
                        .addKeyValue(LogFields.CONNECTION, connection.id().toString())
                        .setCause(failure)
                        .log("Connection {} failed in the server{}", connection.id(), more));
        connection.execute(() -> connection.problem(ConnectionProblem.of(ErrorCode.INTERNAL_ERROR)));
        connection.close(CloseReason.INTERNAL_ERROR);
    }

    private static WebsocketServerSpec spec(@Nullable String subprotocol) {
        WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().compress(false).handlePing(true);
        return (subprotocol == null ? spec : spec.protocols(subprotocol)).build();
    }

    /// The one that we know, if it was offered. WebFlux's own choice misses it behind a comma and a space.
    private static @Nullable String subprotocolOf(ServerHttpRequest request) {
        String offered = request.getHeaders().getFirst("Sec-WebSocket-Protocol");
        boolean known =
                offered != null
                        && Arrays.stream(offered.split(",", -1))
                                .map(String::strip)
                                .anyMatch(Link.NATIVE_SUBPROTOCOL::equals);
        return known ? Link.NATIVE_SUBPROTOCOL : null;
    }

    private static Channel channelOf(HttpServerResponse response) {
        Channel[] channel = new Channel[1];
        response.withConnection(connection -> channel[0] = connection.channel());
        return channel[0];
    }
}
