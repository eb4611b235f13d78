"""Redis that delivers every message twice and one in twenty three times, at either end of its queue."""

import os
import random
import uuid
from copy import deepcopy

from kombu.utils.json import dumps

from cs_platform import redis_broker


class Channel(redis_broker.Channel):
    """The copies differ in their delivery tag only, as those of a broker that delivers again."""

    def _put(self, queue, message, **kwargs):
        headers = message["headers"]
        draw = random.Random(
            f"{os.environ['FAULT_COPIES_SEED']} {headers['task']} {headers['argsrepr']}"
        )
        key = self._q_for_pri(queue, self._get_message_priority(message, reverse=False))
        with self.conn_or_acquire() as client:
            for _ in range(3 if draw.random() < 0.05 else 2):
                copy = deepcopy(message)
                copy["properties"]["delivery_tag"] = str(uuid.uuid4())
                push = client.lpush if draw.random() < 0.5 else client.rpush
                push(key, dumps(copy))


class Transport(redis_broker.Transport):
    Channel = Channel
