using System;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Lab.Machines;

/// <summary>Speaks to QEMU (QEMU Machine Protocol). One order at a time.</summary>
public sealed class QmpClient : IDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(20);
    private readonly JsonLineSocket _socket;
    private readonly SemaphoreSlim _turn = new(1);

    private QmpClient(JsonLineSocket socket) => _socket = socket;

    /// <summary>Connects and leaves the negotiation mode.</summary>
    public static async Task<QmpClient> ConnectAsync(string path, CancellationToken cancellation)
    {
        QmpClient client = new(await JsonLineSocket.ConnectAsync(path, ConnectLimit, cancellation));
        await client._socket.ReceiveAsync(cancellation);
        await client.ExecuteAsync("qmp_capabilities", null, cancellation);
        return client;
    }

    /// <summary>Gives one order and waits for its answer; events in between are passed over.</summary>
    public async Task ExecuteAsync(string order, JsonObject? arguments, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            JsonObject request = new() { ["execute"] = order };
            if (arguments is not null)
            {
                request["arguments"] = arguments;
            }

            await _socket.SendAsync(request, cancellation);
            JsonObject answer;
            do
            {
                answer = await _socket.ReceiveAsync(cancellation);
            }
            while (!answer.ContainsKey("return") && !answer.ContainsKey("error"));

            if (answer["error"] is JsonNode error)
            {
                throw new LabException($"QEMU refused '{order}': {error["desc"]}");
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _turn.Dispose();
    }
}
