package one.commserver.operations.asking;

import one.commserver.registry.NodeId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// A node without others: it asks itself.
final class Alone implements Asking {

    private static final Logger LOG = LoggerFactory.getLogger(Alone.class);

    private final NodeId self;
    private final Responder responder;
    private final Turn questions = new Turn();
    private final Turn orders = new Turn();
    private final Mono<Answers> presence = Asking.shared(answers(Mono.just(new Question.Presence())));

    Alone(NodeId self, Responder responder) {
        this.self = self;
        this.responder = responder;
    }

    @Override
    public Mono<Answers> ask(Mono<? extends Question> question) {
        return questions.of(answers(question));
    }

    @Override
    public Mono<Answers> presence() {
        return presence;
    }

    @Override
    public Mono<Answers> order(Mono<Question.Dismiss> order) {
        return orders.of(answers(order));
    }

    private Mono<Answers> answers(Mono<? extends Question> question) {
        return question.publishOn(Schedulers.boundedElastic()).map(this::answers);
    }

    private Answers answers(Question question) {
        try {
            return new Answers(self, List.of(new Answer(self, responder.answer(question))), Map.of(), Set.of(), false);
        } catch (RuntimeException failure) {
            LOG.error("This node has no answer", failure);
            return new Answers(self, List.of(), Map.of(), Set.of(self), false);
        }
    }
}
