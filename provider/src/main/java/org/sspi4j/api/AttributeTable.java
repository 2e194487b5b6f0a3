package org.sspi4j.api;

import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The constants of all attributes by their numbers. Apart, so that no class of constants has to load the others. */
final class AttributeTable {
    static final Map<Integer, ContextAttribute<?>> BY_NUMBER = read(List.of(
            ContextAttribute.class, NegotiateAttribute.class, SchannelAttribute.class, CredSspAttribute.class));

    private AttributeTable() {}

    private static Map<Integer, ContextAttribute<?>> read(List<Class<?>> holders) {
        var found = new HashMap<Integer, ContextAttribute<?>>();
        for (var holder : holders) {
            for (var field : holder.getDeclaredFields()) {
                if (field.getType() == ContextAttribute.class && Modifier.isPublic(field.getModifiers())) {
                    try {
                        var attribute = (ContextAttribute<?>) field.get(null);
                        found.put(attribute.number(), attribute);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
        found.remove(ContextAttribute.TICKET.number());
        return Map.copyOf(found);
    }
}
