package one.commserver.storage;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What is there only if that storage is used.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(StoredIn.IsUsed.class)
public @interface StoredIn {

    Storage value();

    /// Asks the environment.
    final class IsUsed implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return metadata.getAnnotations().get(StoredIn.class).getEnum("value", Storage.class)
                    == Storage.of(context.getEnvironment());
        }
    }
}
