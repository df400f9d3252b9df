package one.commserver.e2e;

import org.springframework.context.support.GenericApplicationContext;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// What stands between a server and one of its parts.
@FunctionalInterface
interface Between {

    /// What becomes of a call.
    Object answer(Object real, Method method, Object[] arguments) throws ReflectiveOperationException;

    /// From now on whoever needs such a part is given this in its place.
    ///
    /// @param name of the real one
    static <T> void put(GenericApplicationContext context, Class<T> type, String name, Between between) {
        context.registerBean(
                "between" + type.getSimpleName(),
                type,
                () -> {
                    T real = context.getBean(name, type);
                    InvocationHandler handler =
                            (proxy, method, arguments) -> {
                                try {
                                    return between.answer(real, method, arguments);
                                } catch (InvocationTargetException failed) {
                                    throw failed.getCause();
                                }
                            };
                    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
                },
                definition -> definition.setPrimary(true));
    }
}
