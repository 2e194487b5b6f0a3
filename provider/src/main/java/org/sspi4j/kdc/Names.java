package org.sspi4j.kdc;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The addresses of a name, by a deadline: the system's look-up knows none, so it runs on a thread that is left behind. */
@FunctionalInterface
interface Names {
    /** As {@link InetAddress#getAllByName}. */
    InetAddress[] lookUp(String host) throws UnknownHostException;

    /** @throws SocketTimeoutException if the look-up has not come to an end by the deadline */
    default List<InetAddress> of(String host, Deadline deadline) throws UnknownHostException, SocketTimeoutException {
        if (isAddress(host)) {
            return List.of(InetAddress.getAllByName(host));
        }
        var lookUp = new FutureTask<>(() -> List.of(lookUp(host)));
        var thread = new Thread(lookUp, "sspi4j-kdc-name");
        thread.setDaemon(true);
        thread.start();
        try {
            return lookUp.get(deadline.millis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("The name is not resolved in time");
        } catch (ExecutionException e) {
            throw (UnknownHostException) new UnknownHostException(host).initCause(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketTimeoutException("Interrupted");
        }
    }

    /** Numbers need no look-up. */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }
}
