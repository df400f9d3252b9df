package one.commserver.operations.access;

import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import reactor.core.publisher.Mono;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// Reads the roles of a token from one of its claims: a list of words, or words separated by spaces. Words that are no
/// roles of ours mean nothing.
final class JwtRoles implements Converter<Jwt, Mono<AbstractAuthenticationToken>> {

    private final String claim;

    JwtRoles(String claim) {
        this.claim = claim;
    }

    @Override
    public Mono<AbstractAuthenticationToken> convert(Jwt token) {
        List<GrantedAuthority> roles =
                words(token.getClaims().get(claim))
                        .flatMap(word -> Role.named(word).stream())
                        .distinct()
                        .<GrantedAuthority>map(role -> new SimpleGrantedAuthority(role.authority()))
                        .toList();
        return Mono.just(new JwtAuthenticationToken(token, roles));
    }

    private static Stream<String> words(@Nullable Object value) {
        return switch (value) {
            case Collection<?> many -> many.stream().map(String::valueOf);
            case String text -> Stream.of(text.split(" ", -1));
            case null, default -> Stream.empty();
        };
    }
}
