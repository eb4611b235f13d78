"""Redis as a broker that may go away while work is under way.

When a worker loses its connection, kombu 5.7 closes each channel twice and asks the second time for
what the first has taken away. The AttributeError that follows ends the whole worker, most often when
one of its processes is busy and another waits. Said as the lost connection that it is, the worker
connects anew. `make faults` (F-10) takes Redis away in the middle of work.
"""

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as BrokerGoneError


class Channel(redis.Channel):
    """A channel whose connection is closed has no server to speak to."""

    def _get_pool(self, asynchronous=False):
        if self.connection is None or self.connection.client is None:
            raise BrokerGoneError("the connection of this channel is closed")
        return super()._get_pool(asynchronous)


class Transport(redis.Transport):
    Channel = Channel


def install():
    """Have every address that begins with redis: or rediss: served by this transport."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport"))
