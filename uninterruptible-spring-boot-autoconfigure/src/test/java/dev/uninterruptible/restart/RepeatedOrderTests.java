package dev.uninterruptible.restart;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RepeatedOrder}.
 */
class RepeatedOrderTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);

	private final RepeatedOrder order = new RepeatedOrder(this.now::get);

	@Test
	void orderIsOneThatArrivesByTwoWays() {
		assertThat(this.order.isAnother()).isTrue();
		assertThat(this.order.isAnother()).isFalse();
		this.now.addAndGet(RepeatedOrder.SAME.toNanos() - 1);
		assertThat(this.order.isAnother()).isFalse();
	}

	@Test
	void orderIsAnotherThatComesASecondLater() {
		assertThat(this.order.isAnother()).isTrue();
		this.now.addAndGet(RepeatedOrder.SAME.toNanos());
		assertThat(this.order.isAnother()).isTrue();
		assertThat(this.order.isAnother()).isFalse();
	}

}
