"""The platform's own Redis transport says a closed channel as what it is."""

from types import SimpleNamespace

import pytest
from kombu import Connection
from redis.exceptions import ConnectionError as BrokerGoneError

from cs_platform.redis_broker import Channel, Transport


@pytest.mark.parametrize("url", ["redis://h:1/0", "rediss://h:1/0", "redis+socket:///s"])
def test_every_kind_of_redis_is_served_by_it(url):
    assert Connection(url).get_transport_cls() is Transport


@pytest.mark.parametrize("transport", [None, SimpleNamespace(client=None)])
def test_a_closed_channel_is_a_lost_connection_and_no_error_of_ours(transport):
    channel = Channel.__new__(Channel)
    channel.connection = transport
    with pytest.raises(BrokerGoneError):
        channel._get_pool()
