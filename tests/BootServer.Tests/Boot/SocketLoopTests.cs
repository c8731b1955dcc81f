using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Tests.Dhcp;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class SocketLoopTests
{
    [Fact]
    public async Task Run_TurnThatFails_GoesOnWithTheNext()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        int turns = 0;

        await SocketLoop.RunAsync(DhcpScene.Server, 67, "receiving", Turn, NullLogger.Instance, stop.Token);

        Assert.Equal(3, turns);

        ValueTask Turn(CancellationToken cancellationToken)
        {
            turns++;
            switch (turns)
            {
                case 1:
                    throw new SocketException((int)SocketError.NetworkDown);
                case 2:
                    throw new InvalidOperationException("a request that nobody had thought of");
                default:
                    stop.Cancel();
                    return ValueTask.CompletedTask;
            }
        }
    }

    [Fact]
    public async Task Run_EveryTurnFails_GivesTheComputerARestAndEndsWhenTold()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        int turns = 0;

        // The turn that is told to stop fails too: the pause behind it ends with the token.
        await SocketLoop.RunAsync(DhcpScene.Server, 67, "receiving", Turn, NullLogger.Instance, stop.Token);

        Assert.Equal(SocketLoop.FailuresBeforePause, turns);

        ValueTask Turn(CancellationToken cancellationToken)
        {
            turns++;
            if (turns == SocketLoop.FailuresBeforePause)
            {
                stop.Cancel();
            }

            throw new SocketException((int)SocketError.NetworkDown);
        }
    }
}
