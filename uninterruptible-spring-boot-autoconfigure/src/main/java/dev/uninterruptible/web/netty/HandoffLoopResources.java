package dev.uninterruptible.web.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.resources.LoopResources;

/**
 * The application's event loops for the connections, with a server channel and an event
 * loop of our own to accept them.
 */
final class HandoffLoopResources implements LoopResources {

	private static final Logger logger = LoggerFactory.getLogger(HandoffLoopResources.class);

	private final LoopResources resources;

	private final ListenerBinding binding;

	HandoffLoopResources(LoopResources resources, ListenerBinding binding) {
		this.resources = resources;
		this.binding = binding;
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.resources.onServer(transport(useNative) == Transport.EPOLL);
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return this.binding.acceptLoop(transport(useNative));
	}

	private Transport transport(boolean useNative) {
		return Transport
			.of(this.resources.onChannelClass(ServerSocketChannel.class, this.resources.onServer(useNative)));
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		if (channelType.equals(ServerSocketChannel.class)) {
			Class<? extends C> implementation = this.resources.onChannelClass(channelType, group);
			return channelType.cast(this.binding.open(Transport.of(implementation)));
		}
		logger.warn("Listener '{}' is not handed over at a restart: its server does not listen on TCP",
				this.binding.name());
		return this.resources.onChannel(channelType, group);
	}

	@Override
	public <C extends Channel> Class<? extends C> onChannelClass(Class<C> channelType, EventLoopGroup group) {
		return this.resources.onChannelClass(channelType, group);
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return this.resources.onClient(useNative);
	}

	@Override
	public boolean daemon() {
		return this.resources.daemon();
	}

	@Override
	public boolean isDisposed() {
		return this.resources.isDisposed();
	}

}
