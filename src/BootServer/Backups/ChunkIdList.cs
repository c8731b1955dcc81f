using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Agents;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Backups;

/// <summary>Reads a request's list of chunk ids: n times 32 bytes.</summary>
internal static class ChunkIdList
{
    /// <summary>The most ids in one request.</summary>
    public const int MaxIds = 65_536;

    /// <summary>Reads the body.</summary>
    /// <exception cref="AgentRequestException">It is not a whole number of ids.</exception>
    public static async Task<IReadOnlyList<ChunkId>> ReadAsync(HttpContext context)
    {
        byte[] body = await RequestBodies.ReadAllAsync(context, MaxIds * ChunkId.SizeBytes).ConfigureAwait(false);
        if (body.Length % ChunkId.SizeBytes != 0)
        {
            throw new AgentRequestException(ErrorCode.BadRequest, $"A list of chunk ids has a multiple of {ChunkId.SizeBytes} bytes, not {body.Length}.");
        }
        ChunkId[] ids = new ChunkId[body.Length / ChunkId.SizeBytes];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = new ChunkId(body.AsSpan(i * ChunkId.SizeBytes, ChunkId.SizeBytes));
        }
        return ids;
    }
}
